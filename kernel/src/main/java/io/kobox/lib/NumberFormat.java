package io.kobox.lib;

import static io.kobox.lib.PrintfSpec.LEFT;
import static io.kobox.lib.PrintfSpec.PLUS;
import static io.kobox.lib.PrintfSpec.SIGN;
import static io.kobox.lib.PrintfSpec.SMALL;
import static io.kobox.lib.PrintfSpec.SPACE;
import static io.kobox.lib.PrintfSpec.SPECIAL;
import static io.kobox.lib.PrintfSpec.ZEROPAD;

/** Numbers in formatted output (lib/vsprintf.c: number()). */
final class NumberFormat {
  private static final String HEX = "0123456789abcdef";

  private NumberFormat() {}

  /** Appends {@code value}, unsigned unless the spec has SIGN. */
  static void number(OutputBuffer out, long value, PrintfSpec spec) {
    boolean left = spec.has(LEFT);
    boolean zeroPad = spec.has(ZEROPAD) && !left;
    String prefix = sign(value, spec) + basePrefix(value, spec);
    String digits = digits(spec.has(SIGN) && value < 0 ? -value : value, spec);
    // The precision is a count of digits; a shorter number gets zeros, also beside '0' padding.
    int precision = Math.max(spec.precision, digits.length());
    int padding = spec.fieldWidth - prefix.length() - precision;
    if (!zeroPad && !left) {
      out.repeat(' ', padding);
    }
    out.append(prefix);
    if (zeroPad) {
      out.repeat('0', padding);
    }
    out.repeat('0', precision - digits.length());
    out.append(digits);
    if (left) {
      out.repeat(' ', padding);
    }
  }

  /** Appends {@code value} as 0x and all digits of {@code size} bytes (special_hex_number()). */
  static void specialHex(OutputBuffer out, long value, int size) {
    number(out, value, PrintfSpec.of(16, 2 + 2 * size, SPECIAL | SMALL | ZEROPAD));
  }

  /** Two lower-case hexadecimal digits (hex_byte_pack()). */
  static void hexByte(StringBuilder out, int value) {
    out.append(HEX.charAt(value >> 4 & 15)).append(HEX.charAt(value & 15));
  }

  private static String sign(long value, PrintfSpec spec) {
    if (!spec.has(SIGN)) {
      return "";
    }
    if (value < 0) {
      return "-";
    }
    return spec.has(PLUS) ? "+" : spec.has(SPACE) ? " " : "";
  }

  private static String basePrefix(long value, PrintfSpec spec) {
    if (!spec.has(SPECIAL)) {
      return "";
    }
    if (spec.base == 16) {
      return spec.has(SMALL) ? "0x" : "0X";
    }
    return spec.base == 8 && value != 0 ? "0" : "";
  }

  private static String digits(long value, PrintfSpec spec) {
    String digits =
        switch (spec.base) {
          case 8 -> Long.toOctalString(value);
          case 16 -> Long.toHexString(value);
          default -> Long.toUnsignedString(value);
        };
    return spec.base == 16 && !spec.has(SMALL) ? upperHex(digits) : digits;
  }

  private static String upperHex(String digits) {
    StringBuilder upper = new StringBuilder(digits.length());
    for (int i = 0; i < digits.length(); i++) {
      char c = digits.charAt(i);
      upper.append(c >= 'a' ? (char) (c - 0x20) : c);
    }
    return upper.toString();
  }
}
