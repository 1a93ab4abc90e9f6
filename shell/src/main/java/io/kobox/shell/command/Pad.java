package io.kobox.shell.command;

/** Columns of text, as printf's widths make them (without a format to parse). */
public final class Pad {
  private Pad() {}

  /** {@code %*d}. */
  public static String left(long value, int width) {
    return left(Long.toString(value), width);
  }

  /** {@code %*s}. */
  public static String left(String text, int width) {
    return text.length() >= width ? text : " ".repeat(width - text.length()) + text;
  }

  /** {@code %-*s}. */
  public static String right(String text, int width) {
    return text.length() >= width ? text : text + " ".repeat(width - text.length());
  }

  /** {@code %0*d} of a number that is not negative. */
  public static String zeros(long value, int width) {
    return zeros(Long.toString(value), width);
  }

  /** {@code text} with zeros in front. */
  public static String zeros(String text, int width) {
    return text.length() >= width ? text : "0".repeat(width - text.length()) + text;
  }
}
