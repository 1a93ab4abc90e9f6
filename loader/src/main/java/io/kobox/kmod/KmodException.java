package io.kobox.kmod;

/** A failure with an errno, as libkmod's functions return it; the message is strerror's text. */
public final class KmodException extends Exception {
  private static final long serialVersionUID = 1L;

  public static final int ENOENT = 2;
  public static final int ENOEXEC = 8;
  public static final int EEXIST = 17;
  public static final int EINVAL = 22;
  public static final int ENOSYS = 38;

  private final int errno;

  /** {@code errno} is positive, {@code text} what strerror says of it. */
  public KmodException(int errno, String text) {
    super(text, null, false, false);
    this.errno = errno;
  }

  public static KmodException noEntry() {
    return new KmodException(ENOENT, "No such file or directory");
  }

  public static KmodException execFormat() {
    return new KmodException(ENOEXEC, "Exec format error");
  }

  public static KmodException exists() {
    return new KmodException(EEXIST, "File exists");
  }

  public static KmodException invalid() {
    return new KmodException(EINVAL, "Invalid argument");
  }

  public static KmodException notImplemented() {
    return new KmodException(ENOSYS, "Function not implemented");
  }

  /** The positive errno. */
  public int errno() {
    return errno;
  }

  /** What strerror says of it. */
  public String text() {
    String message = getMessage();
    return message == null ? "" : message;
  }
}
