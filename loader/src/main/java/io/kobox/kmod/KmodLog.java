package io.kobox.kmod;

/** Where libkmod's errors go; Debian builds kmod with --enable-debug, so each names its place. */
@FunctionalInterface
public interface KmodLog {
  /**
   * An error (LOG_ERR).
   *
   * @param place file and line as {@code __FILE__:__LINE__} had them in kmod 30
   * @param function kmod's function
   * @param text without the newline
   */
  void error(String place, String function, String text);
}
