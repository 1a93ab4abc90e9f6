package io.kobox.kernel.printk;

/** The kernel's own messages, written by Java (include/linux/printk.h: pr_err and its family). */
@FunctionalInterface
public interface KernelLog {
  /** Logs {@code text} at {@code level} (0 to 7); a newline ends the line. */
  void log(int level, String text);

  default void emerg(String text) {
    log(0, text);
  }

  default void alert(String text) {
    log(1, text);
  }

  default void crit(String text) {
    log(2, text);
  }

  default void err(String text) {
    log(3, text);
  }

  default void warn(String text) {
    log(4, text);
  }

  default void notice(String text) {
    log(5, text);
  }

  default void info(String text) {
    log(6, text);
  }

  default void debug(String text) {
    log(7, text);
  }
}
