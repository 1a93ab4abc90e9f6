package io.kobox.shell.coreutils;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Time intervals in arguments: seconds with a fraction, and a unit s, m, h or d. */
public final class Durations {
  private static final double MAX_SECONDS = 3.0e9;

  private Durations() {}

  /** The interval; null if the text is none. More than 95 years are cut to that. */
  public static @Nullable Duration parse(String text) {
    int end = text.length();
    double unit = 1;
    if (end > 0) {
      switch (text.charAt(end - 1)) {
        case 's' -> end--;
        case 'm' -> {
          unit = 60;
          end--;
        }
        case 'h' -> {
          unit = 3600;
          end--;
        }
        case 'd' -> {
          unit = 86_400;
          end--;
        }
        default -> unit = 1;
      }
    }
    String number = text.substring(0, end);
    if (number.equals("inf") || number.equals("infinity")) {
      return Duration.ofSeconds((long) MAX_SECONDS);
    }
    if (!isDecimal(number)) {
      return null;
    }
    double seconds = Math.min(MAX_SECONDS, Double.parseDouble(number) * unit);
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private static boolean isDecimal(String text) {
    boolean digits = false;
    boolean point = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && !point) {
        point = true;
      } else if (c >= '0' && c <= '9') {
        digits = true;
      } else {
        return false;
      }
    }
    return digits && text.length() < 100;
  }
}
