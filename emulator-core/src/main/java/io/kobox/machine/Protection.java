package io.kobox.machine;

/** What a mapped page allows beyond being read by the kernel. */
public record Protection(boolean write, boolean execute, boolean user) {
  public static final Protection READ_ONLY = new Protection(false, false, false);
  public static final Protection READ_WRITE = new Protection(true, false, false);
  public static final Protection READ_EXECUTE = new Protection(false, true, false);
  public static final Protection ALL = new Protection(true, true, false);
  public static final Protection USER_READ_WRITE = new Protection(true, false, true);
  public static final Protection USER_READ_ONLY = new Protection(false, false, true);
}
