package io.kobox.shell.command;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** strftime in the C locale; the machine's time zone is UTC. */
public final class Strftime {
  private static final String[] DAYS = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"
  };
  private static final String[] MONTHS = {
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December"
  };
  private static final int NANOS_PER_SECOND = 1_000_000_000;
  private static final int MAX_WIDTH = 1000;

  private final LocalDateTime time;
  private final long seconds;
  private final int nanos;

  private Strftime(long seconds, int nanos) {
    this.time = LocalDateTime.ofEpochSecond(seconds, nanos, ZoneOffset.UTC);
    this.seconds = seconds;
    this.nanos = nanos;
  }

  /** Formats {@code nanos} since 1970; %N and GNU's flags {@code - _ 0 ^} and widths are known. */
  public static String format(String format, long nanos) {
    long seconds = Math.floorDiv(nanos, NANOS_PER_SECOND);
    return new Strftime(seconds, Math.floorMod(nanos, NANOS_PER_SECOND)).format(format);
  }

  private String format(String format) {
    StringBuilder text = new StringBuilder();
    int i = 0;
    while (i < format.length()) {
      int start = i;
      char c = format.charAt(i++);
      if (c != '%') {
        text.append(c);
        continue;
      }
      char flag = 0;
      while (i < format.length() && "-_0^#".indexOf(format.charAt(i)) >= 0) {
        flag = format.charAt(i++);
      }
      int width = 0;
      while (i < format.length() && Character.isDigit(format.charAt(i))) {
        width = Math.min(MAX_WIDTH, width * 10 + format.charAt(i++) - '0');
      }
      if (i < format.length() && ":EO".indexOf(format.charAt(i)) >= 0) {
        i++;
      }
      String value = i < format.length() ? conversion(format.charAt(i), flag, width) : null;
      i = Math.min(i + 1, format.length());
      text.append(value == null ? format.substring(start, i) : value);
    }
    return text.toString();
  }

  private @Nullable String conversion(char c, char flag, int width) {
    return switch (c) {
      case '%' -> "%";
      case 'n' -> "\n";
      case 't' -> "\t";
      case 'a' -> text(DAYS[weekday()].substring(0, 3), flag, width);
      case 'A' -> text(DAYS[weekday()], flag, width);
      case 'b', 'h' -> text(MONTHS[time.getMonthValue() - 1].substring(0, 3), flag, width);
      case 'B' -> text(MONTHS[time.getMonthValue() - 1], flag, width);
      case 'c' -> text(format("%a %b %e %H:%M:%S %Y"), flag, width);
      case 'D', 'x' -> text(format("%m/%d/%y"), flag, width);
      case 'F' -> text(format("%Y-%m-%d"), flag, width);
      case 'T', 'X' -> text(format("%H:%M:%S"), flag, width);
      case 'R' -> text(format("%H:%M"), flag, width);
      case 'r' -> text(format("%I:%M:%S %p"), flag, width);
      case 'p' -> text(time.getHour() < 12 ? "AM" : "PM", flag, width);
      case 'P' -> text(time.getHour() < 12 ? "am" : "pm", flag, width);
      case 'z' -> "+0000";
      case 'Z' -> "UTC";
      case 'N' -> Pad.zeros(nanos, 9).substring(0, width > 0 && width < 9 ? width : 9);
      default -> number(c, flag, width);
    };
  }

  private @Nullable String number(char c, char flag, int width) {
    return switch (c) {
      case 'C' -> number(Math.floorDiv(time.getYear(), 100), 2, '0', flag, width);
      case 'd' -> number(time.getDayOfMonth(), 2, '0', flag, width);
      case 'e' -> number(time.getDayOfMonth(), 2, '_', flag, width);
      case 'g' -> number(isoYear() % 100, 2, '0', flag, width);
      case 'G' -> number(isoYear(), 1, '0', flag, width);
      case 'H' -> number(time.getHour(), 2, '0', flag, width);
      case 'I' -> number((time.getHour() + 11) % 12 + 1, 2, '0', flag, width);
      case 'k' -> number(time.getHour(), 2, '_', flag, width);
      case 'l' -> number((time.getHour() + 11) % 12 + 1, 2, '_', flag, width);
      case 'j' -> number(time.getDayOfYear(), 3, '0', flag, width);
      case 'm' -> number(time.getMonthValue(), 2, '0', flag, width);
      case 'M' -> number(time.getMinute(), 2, '0', flag, width);
      case 's' -> number(seconds, 1, '0', flag, width);
      case 'S' -> number(time.getSecond(), 2, '0', flag, width);
      case 'u' -> number(time.getDayOfWeek().getValue(), 1, '0', flag, width);
      case 'U' -> number((time.getDayOfYear() + 6 - weekday()) / 7, 2, '0', flag, width);
      case 'V' -> number(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag, width);
      case 'w' -> number(weekday(), 1, '0', flag, width);
      case 'W' -> number((time.getDayOfYear() + 6 - (weekday() + 6) % 7) / 7, 2, '0', flag, width);
      case 'y' -> number(Math.floorMod(time.getYear(), 100), 2, '0', flag, width);
      case 'Y' -> number(time.getYear(), 1, '0', flag, width);
      default -> null;
    };
  }

  private int weekday() {
    return time.getDayOfWeek() == DayOfWeek.SUNDAY ? 0 : time.getDayOfWeek().getValue();
  }

  private int isoYear() {
    return time.get(IsoFields.WEEK_BASED_YEAR);
  }

  private static String text(String text, char flag, int width) {
    String shown = flag == '^' ? text.toUpperCase(Locale.ROOT) : text;
    return flag == '0' ? Pad.zeros(shown, width) : Pad.left(shown, width);
  }

  private static String number(long value, int digits, char padding, char flag, int width) {
    char pad = flag == '-' || flag == '_' || flag == '0' ? flag : padding;
    int columns = Math.max(digits, width);
    return switch (pad) {
      case '-' -> Long.toString(value);
      case '_' -> Pad.left(value, columns);
      default -> Pad.zeros(value, columns);
    };
  }
}
