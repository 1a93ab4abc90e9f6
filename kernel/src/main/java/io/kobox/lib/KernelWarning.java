package io.kobox.lib;

/** Where served code reports what Linux reports with WARN_ONCE(). */
public interface KernelWarning {
  /**
   * Warns, once per {@code site}.
   *
   * @param site where Linux has the warning: {@code lib/vsprintf.c:2659 format_decode}
   * @param text the message with its newline, or "" for a WARN_ON
   */
  void warnOnce(String site, String text);
}
