package io.kobox.shell.utillinux;

/**
 * A record of the kernel's log as dmesg keeps it. {@code level} and {@code facility} are -1 where
 * the record names none dmesg knows; the time is in microseconds since boot.
 */
public record LogRecord(int facility, int level, long micros, String text) {
  private static final int KNOWN_FACILITIES = 12;

  /** From {@code <priority>}; -1: none. */
  static LogRecord of(int priority, long micros, String text) {
    boolean known = priority >= 0 && priority >> 3 < KNOWN_FACILITIES;
    return known
        ? new LogRecord(priority >> 3, priority & 7, micros, text)
        : new LogRecord(-1, -1, micros, text);
  }
}
