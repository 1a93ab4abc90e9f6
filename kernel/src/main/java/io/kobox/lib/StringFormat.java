package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** %s, and the pointer checks that all conversions share (lib/vsprintf.c: string()). */
final class StringFormat {
  private static final long PAGE_SIZE = 4096;
  private static final int MAX_ERRNO = 4095;

  private final GuestMemory memory;

  StringFormat(GuestMemory memory) {
    this.memory = memory;
  }

  /** The C string at {@code address}. */
  void string(OutputBuffer out, long address, PrintfSpec spec) {
    if (checkPointer(out, address, spec)) {
      text(out, read(address, spec.precision), spec);
    }
  }

  private String read(long address, int precision) {
    return precision < 0 ? memory.string(address) : memory.string(address, precision);
  }

  /** A text of our own (string_nocheck()). */
  static void text(OutputBuffer out, String text, PrintfSpec spec) {
    String shown =
        spec.precision >= 0 && spec.precision < text.length()
            ? text.substring(0, spec.precision)
            : text;
    out.append(shown);
    out.widen(shown.length(), spec);
  }

  /** A message instead of a value (error_string()). */
  static void error(OutputBuffer out, String message, PrintfSpec spec) {
    PrintfSpec limited = spec.copy();
    if (limited.precision == -1) {
      limited.precision = 16;
    }
    text(out, message, limited);
  }

  /** Whether {@code address} may be read; writes what is wrong with it if not. */
  static boolean checkPointer(OutputBuffer out, long address, PrintfSpec spec) {
    if (address == 0) {
      error(out, "(null)", spec);
      return false;
    }
    if (Long.compareUnsigned(address, PAGE_SIZE) < 0 || isErrorPointer(address)) {
      error(out, "(efault)", spec);
      return false;
    }
    return true;
  }

  /** IS_ERR(). */
  static boolean isErrorPointer(long address) {
    return Long.compareUnsigned(address, -MAX_ERRNO) >= 0;
  }
}
