package io.kobox.kernel.printk;

/** What becomes of writes to /dev/kmsg (the sysctl kernel.printk_devkmsg). */
public enum DevkmsgLog {
  /** All are logged. */
  ON,
  /** None are logged; /dev/kmsg cannot be opened. */
  OFF,
  /** Ten in five seconds are logged, for each open file. */
  RATELIMIT
}
