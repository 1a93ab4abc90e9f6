package io.kobox.shell.command;

/** Numbers in arguments. */
public final class Numbers {
  private Numbers() {}

  public static boolean isDigits(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** A decimal number, maybe with a sign; the exception says what is wrong with it. */
  public static long decimal(String text) throws NumberFormatException {
    if (text.isEmpty() || text.length() > 20) {
      throw new NumberFormatException("invalid number '" + text + "'");
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new NumberFormatException("invalid number '" + text + "'");
    }
  }

  /** C's {@code strtoul(text, 0, 0)} of the whole text: decimal, 0x, 0-octal, a sign. */
  public static long anyBase(String text) throws NumberFormatException {
    boolean negative = text.startsWith("-");
    String digits = negative || text.startsWith("+") ? text.substring(1) : text;
    int base = 10;
    if (digits.startsWith("0x") || digits.startsWith("0X")) {
      digits = digits.substring(2);
      base = 16;
    } else if (digits.length() > 1 && digits.startsWith("0")) {
      digits = digits.substring(1);
      base = 8;
    }
    if (digits.isEmpty() || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
      throw new NumberFormatException("invalid number '" + text + "'");
    }
    try {
      long value = Long.parseUnsignedLong(digits, base);
      return negative ? -value : value;
    } catch (NumberFormatException e) {
      throw new NumberFormatException("invalid number '" + text + "'");
    }
  }

  /**
   * A number that may end in a unit: one of the letters of {@code units}, each standing for the
   * factor at the same place of {@code factors}.
   */
  public static long withSuffix(String text, String units, long... factors)
      throws NumberFormatException {
    int at = text.isEmpty() ? -1 : units.indexOf(text.charAt(text.length() - 1));
    if (at < 0) {
      return decimal(text);
    }
    try {
      return Math.multiplyExact(decimal(text.substring(0, text.length() - 1)), factors[at]);
    } catch (ArithmeticException | NumberFormatException e) {
      throw new NumberFormatException("invalid number '" + text + "'");
    }
  }
}
