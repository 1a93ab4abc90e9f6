package io.kobox.shell.coreutils;

/** Sizes for humans, as gnulib's human_readable rounds them. */
final class HumanSize {
  private static final String UNITS = "KMGTP";

  private HumanSize() {}

  /** Powers of 1024 up to P, rounded up, one decimal below 10: {@code 1.5K}. */
  static String ceiling(long size) {
    if (size < 1024) {
      return Long.toString(size);
    }
    int unit = 0;
    long divisor = 1024;
    while (unit < UNITS.length() - 1 && size >= divisor * 1024) {
      divisor *= 1024;
      unit++;
    }
    long whole = size / divisor;
    long tenths = Math.ceilDiv(size % divisor * 10, divisor);
    if (whole < 10 && whole * 10 + tenths < 100) {
      long all = whole * 10 + tenths;
      return all / 10 + "." + all % 10 + UNITS.charAt(unit);
    }
    long rounded = Math.ceilDiv(size, divisor);
    if (rounded == 1024 && unit < UNITS.length() - 1) {
      return "1.0" + UNITS.charAt(unit + 1);
    }
    return Long.toString(rounded) + UNITS.charAt(unit);
  }
}
