package io.kobox.lib;

/** Where library functions print messages. */
public interface KernelLog {
  /**
   * Prints {@code text}, which may start with KERN_SOH and a level ({@code printk()}).
   *
   * @return the length of what was printed
   */
  int printk(String text);
}
