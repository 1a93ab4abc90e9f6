package io.kobox.shell.utillinux;

import io.kobox.shell.command.Numbers;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the kernel's log records apart (sys-utils/dmesg.c: parse_kmsg_record(),
 * get_next_syslog_record()).
 */
public final class LogParser {
  private static final int MAX_DIGITS = 18;

  private LogParser() {}

  /** A record of /dev/kmsg: {@code prio,seq,usec,flags;text}; null if it is none. */
  public static @Nullable LogRecord kmsg(String record) {
    int semicolon = record.indexOf(';');
    String[] fields = record.substring(0, Math.max(0, semicolon)).split(",", 4);
    if (fields.length < 3 || !isNumber(fields[0]) || !isNumber(fields[2])) {
      return null;
    }
    int end = record.indexOf('\n', semicolon);
    String text = record.substring(semicolon + 1, end < 0 ? record.length() : end);
    int priority = (int) Math.min(Integer.MAX_VALUE, Long.parseLong(fields[0]));
    return LogRecord.of(priority, Long.parseLong(fields[2]), unescaped(text));
  }

  /** The records of a text with {@code <prio>[secs.usecs] text} on each line. */
  static List<LogRecord> syslog(String text) {
    List<LogRecord> records = new ArrayList<>();
    StringBuilder message = new StringBuilder();
    int priority = -1;
    long micros = 0;
    boolean open = false;
    for (String line : text.lines().toList()) {
      int close = line.indexOf('>');
      boolean starts = line.startsWith("<") && close > 1 && isNumber(line.substring(1, close));
      if (open && !starts) {
        message.append('\n').append(line);
        continue;
      }
      if (open) {
        records.add(LogRecord.of(priority, micros, message.toString()));
      }
      open = true;
      priority = starts ? (int) Math.min(1 << 20, Long.parseLong(line.substring(1, close))) : -1;
      String rest = line.substring(starts ? close + 1 : 0);
      micros = timestamp(rest);
      message.setLength(0);
      message.append(
          micros < 0 ? rest : rest.substring(Math.min(rest.length(), rest.indexOf(']') + 2)));
      micros = Math.max(0, micros);
    }
    if (open) {
      records.add(LogRecord.of(priority, micros, message.toString()));
    }
    return records;
  }

  /** Microseconds of {@code [secs.usecs] }; -1 if the text does not start so. */
  private static long timestamp(String text) {
    int point = text.indexOf('.');
    int close = text.indexOf(']');
    if (!text.startsWith("[") || point < 0 || close < point) {
      return -1;
    }
    String seconds = text.substring(1, point).strip();
    String fraction = text.substring(point + 1, close);
    return isNumber(seconds) && isNumber(fraction) && seconds.length() < 12
        ? Long.parseLong(seconds) * 1_000_000 + Long.parseLong(fraction)
        : -1;
  }

  private static boolean isNumber(String text) {
    return Numbers.isDigits(text) && text.length() <= MAX_DIGITS;
  }

  /** The kernel writes unprintable bytes as {@code \x1b}. */
  private static String unescaped(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      if (text.startsWith("\\x", i)
          && i + 3 < text.length()
          && Character.digit(text.charAt(i + 2), 16) >= 0
          && Character.digit(text.charAt(i + 3), 16) >= 0) {
        int high = Character.digit(text.charAt(i + 2), 16);
        result.append((char) (high * 16 + Character.digit(text.charAt(i + 3), 16)));
        i += 4;
      } else {
        result.append(text.charAt(i++));
      }
    }
    return result.toString();
  }
}
