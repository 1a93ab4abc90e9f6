package io.kobox.lib;

/**
 * An integer read from a C string (lib/kstrtox.c: _parse_integer_limit()).
 *
 * @param value the number, unsigned; after an overflow its low 64 bits
 * @param end the address behind its last digit
 * @param digits how many digits it has, prefix apart
 * @param overflow whether it needs more than 64 bits
 */
record ParsedInteger(long value, long end, int digits, boolean overflow) {
  /** Where the string is. */
  interface Text {
    /** The byte at {@code address}, 0 to 255. */
    int at(long address);
  }

  /**
   * Reads the number at {@code address}.
   *
   * @param base 8, 10, 16, or 0: then the number's prefix decides
   * @param limit how many bytes to look at
   */
  static ParsedInteger at(Text text, long address, int base, long limit) {
    int radix = base == 0 ? radix(text, address) : base;
    long start = address;
    if (radix == 16 && text.at(address) == '0' && (text.at(address + 1) | 0x20) == 'x') {
      start += 2;
    }
    if (start - address >= limit) {
      // Too short for a prefix and a digit: skipped without a value.
      return new ParsedInteger(0, address + limit, 0, false);
    }
    return digits(text, start, radix, limit - (start - address));
  }

  private static int radix(Text text, long address) {
    if (text.at(address) != '0') {
      return 10;
    }
    boolean hex = (text.at(address + 1) | 0x20) == 'x' && Ctype.isXdigit(text.at(address + 2));
    return hex ? 16 : 8;
  }

  private static ParsedInteger digits(Text text, long start, int radix, long limit) {
    long value = 0;
    int digits = 0;
    boolean overflow = false;
    while (digits < limit) {
      int c = text.at(start + digits);
      int digit = Ctype.isXdigit(c) ? Character.digit(c, 16) : radix;
      if (digit >= radix) {
        break;
      }
      if (Long.compareUnsigned(value, Long.divideUnsigned(-1L - digit, radix)) > 0) {
        overflow = true;
      }
      value = value * radix + digit;
      digits++;
    }
    return new ParsedInteger(value, start + digits, digits, overflow);
  }
}
