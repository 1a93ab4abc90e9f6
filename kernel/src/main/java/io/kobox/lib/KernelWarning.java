package io.kobox.lib;

/** Where served code reports what Linux reports with WARN_ONCE(). */
public interface KernelWarning {
  /**
   * Warns, once per {@code site}.
   *
   * @param site where Linux has the warning, as Debian's 6.1 prints it: {@code lib/vsprintf.c:2661
   *     format_decode+0x441/0x540}, and who called it there, see {@link
   *     io.kobox.kernel.panic.WarningSite}
   * @param text the message with its newline, or "" for a WARN_ON
   */
  void warnOnce(String site, String text);

  /** The same each time (WARN()). */
  default void warn(String site, String text) {
    warnOnce(site, text);
  }
}
