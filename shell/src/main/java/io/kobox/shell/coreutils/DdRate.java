package io.kobox.shell.coreutils;

import io.kobox.shell.command.Pad;
import java.math.BigDecimal;
import java.math.MathContext;

/** dd's last line: bytes, time and rate (src/dd.c: print_xfer_stats()). */
final class DdRate {
  private static final String[] DECIMAL = {"", "k", "M", "G", "T", "P", "E"};
  private static final String[] BINARY = {"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  private DdRate() {}

  /** {@code 2048 bytes (2.0 kB, 2.0 KiB) copied, 0.1 s, 20 kB/s}. */
  static String describe(long bytes, long nanos) {
    StringBuilder text = new StringBuilder();
    text.append(bytes).append(bytes == 1 ? " byte" : " bytes");
    if (bytes >= 1000) {
      text.append(" (").append(scaled((double) bytes, 1000, DECIMAL)).append('B');
      if (bytes >= 1024) {
        text.append(", ").append(scaled((double) bytes, 1024, BINARY)).append('B');
      }
      text.append(')');
    }
    String rate = nanos <= 0 ? "Infinity " : scaled(bytes * 1e9 / nanos, 1000, DECIMAL);
    return text + " copied, " + seconds(nanos) + " s, " + rate + "B/s";
  }

  /** At least one prefix, one decimal below 10, rounded to the nearest. */
  private static String scaled(double value, int base, String[] units) {
    double scaled = value / base;
    int unit = 1;
    while (scaled >= base - 0.5 && unit < units.length - 1) {
      scaled /= base;
      unit++;
    }
    if (scaled < 9.95) {
      long tenths = Math.round(scaled * 10);
      return tenths / 10 + "." + tenths % 10 + " " + units[unit];
    }
    return Math.round(scaled) + " " + units[unit];
  }

  /** {@code %.6g} of the seconds. */
  private static String seconds(long nanos) {
    if (nanos <= 0) {
      return "0";
    }
    BigDecimal value = BigDecimal.valueOf(nanos, 9).round(new MathContext(6)).stripTrailingZeros();
    int exponent = value.precision() - value.scale() - 1;
    if (exponent >= -4) {
      return value.toPlainString();
    }
    String digits = value.unscaledValue().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return digits.charAt(0) + fraction + "e-" + Pad.zeros(-exponent, 2);
  }
}
