package io.kobox.shell.lang.builtin;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** printf's conversions of floating-point numbers (C's %e, %f, %g). */
final class Reals {
  private Reals() {}

  static String format(double value, char type, int precision, boolean keepsZeros) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.isNaN(value) ? "nan" : value < 0 ? "-inf" : "inf";
    }
    return switch (type) {
      case 'f', 'F' ->
          new BigDecimal(value).setScale(precision, RoundingMode.HALF_EVEN).toPlainString();
      case 'e', 'E' -> exponent(value, precision, type);
      default -> general(value, precision == 0 ? 1 : precision, type, keepsZeros);
    };
  }

  private static String exponent(double value, int precision, char type) {
    String text = String.format(java.util.Locale.ROOT, "%." + precision + "e", value);
    return type == 'E' || type == 'G' ? text.toUpperCase(java.util.Locale.ROOT) : text;
  }

  private static String general(double value, int precision, char type, boolean keepsZeros) {
    String scientific = exponent(value, precision - 1, type);
    int e = Math.max(scientific.indexOf('e'), scientific.indexOf('E'));
    int exponent = Integer.parseInt(scientific.substring(e + 1));
    if (exponent < -4 || exponent >= precision) {
      String mantissa = scientific.substring(0, e);
      return (keepsZeros ? mantissa : trim(mantissa)) + scientific.substring(e);
    }
    String fixed =
        String.format(java.util.Locale.ROOT, "%." + (precision - 1 - exponent) + "f", value);
    return keepsZeros ? fixed : trim(fixed);
  }

  private static String trim(String digits) {
    if (digits.indexOf('.') < 0) {
      return digits;
    }
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, digits.charAt(end - 1) == '.' ? end - 1 : end);
  }
}
