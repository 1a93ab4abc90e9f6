package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Numbers;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The dates that date and touch read: {@code @SECONDS} and year, month, day with a time. */
final class DateText {
  private DateText() {}

  /** Nanoseconds since 1970; what {@code text} does not say is as in {@code now}. */
  static long parse(String text, long now) throws CommandException {
    try {
      if (text.startsWith("@")) {
        return Math.multiplyExact(Numbers.decimal(text.substring(1)), 1_000_000_000L);
      }
      return calendar(text, now);
    } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
      throw CommandException.failure(1, "invalid date '" + text + "'");
    }
  }

  private static long calendar(String text, long now) {
    Matcher matcher =
        Pattern.compile(
                "(?:(?:(\\d{4})[-.])?(\\d{1,2})[-.](\\d{1,2})(?:[ T-]|$))?"
                    + "(?:(\\d{1,2}):(\\d\\d)(?::(\\d\\d)(?:\\.\\d+)?)?)?(?: ?(?:UTC|Z|\\+0000))?")
            .matcher(text);
    if (text.isEmpty() || !matcher.matches()) {
      return compact(text, now);
    }
    LocalDateTime base =
        LocalDateTime.ofEpochSecond(Math.floorDiv(now, 1_000_000_000L), 0, ZoneOffset.UTC);
    boolean dated = matcher.group(2) != null;
    return nanos(
        LocalDateTime.of(
            part(matcher, 1, base.getYear()),
            part(matcher, 2, base.getMonthValue()),
            part(matcher, 3, base.getDayOfMonth()),
            part(matcher, 4, dated ? 0 : base.getHour()),
            part(matcher, 5, dated ? 0 : base.getMinute()),
            part(matcher, 6, 0)));
  }

  private static int part(Matcher matcher, int group, int otherwise) {
    String text = matcher.group(group);
    return text == null ? otherwise : Integer.parseInt(text);
  }

  /** {@code [[[[CC]YY]MM]DD]hhmm[.SS]}. */
  private static long compact(String text, long now) {
    int point = text.indexOf('.');
    String digits = point < 0 ? text : text.substring(0, point);
    int second = point < 0 ? 0 : Integer.parseInt(text.substring(point + 1));
    if (!Numbers.isDigits(digits)
        || digits.length() % 2 != 0
        || digits.length() < 4
        || digits.length() > 12) {
      throw new DateTimeException(text);
    }
    LocalDateTime base =
        LocalDateTime.ofEpochSecond(Math.floorDiv(now, 1_000_000_000L), 0, ZoneOffset.UTC);
    int[] parts = {base.getMonthValue(), base.getDayOfMonth(), 0, 0};
    String small = digits.length() > 8 ? digits.substring(digits.length() - 8) : digits;
    int first = 4 - small.length() / 2;
    for (int i = first; i < 4; i++) {
      parts[i] = Integer.parseInt(small.substring((i - first) * 2, (i - first) * 2 + 2));
    }
    String century = digits.substring(0, digits.length() - small.length());
    int year = century.isEmpty() ? base.getYear() : Integer.parseInt(century);
    year += century.length() == 2 ? (year < 69 ? 2000 : 1900) : 0;
    return nanos(LocalDateTime.of(year, parts[0], parts[1], parts[2], parts[3], second));
  }

  private static long nanos(LocalDateTime time) {
    return Math.multiplyExact(time.toEpochSecond(ZoneOffset.UTC), 1_000_000_000L);
  }
}
