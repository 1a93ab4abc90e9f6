package io.kobox.loader;

/**
 * One line the kernel logs.
 *
 * @param level the printk level, 0 (KERN_EMERG) to 7 (KERN_DEBUG)
 * @param text the line, without the newline
 */
public record LogLine(int level, String text) {

  /** A line of pr_err(). */
  public static LogLine error(String text) {
    return new LogLine(3, text);
  }

  /** A line of pr_warn(). */
  public static LogLine warning(String text) {
    return new LogLine(4, text);
  }
}
