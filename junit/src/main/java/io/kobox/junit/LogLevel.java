package io.kobox.junit;

/** The levels of the kernel's log, by dmesg's names (include/linux/kern_levels.h). */
public enum LogLevel {
  EMERG,
  ALERT,
  CRIT,
  ERR,
  WARN,
  NOTICE,
  INFO,
  DEBUG;

  /** 0 (emergency) to 7 (debug). */
  public int number() {
    return ordinal();
  }
}
