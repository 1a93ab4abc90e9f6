package io.kobox.shell.utillinux;

import io.kobox.shell.command.Output;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Strftime;
import io.kobox.syscalls.ErrnoException;

/** Prints records as dmesg does (sys-utils/dmesg.c: print_record()). */
final class DmesgFormat {
  /** How the time of a record is shown. */
  enum Time {
    NONE,
    TIME,
    TIME_DELTA,
    CTIME,
    CTIME_DELTA,
    DELTA,
    RELTIME,
    ISO8601
  }

  static final String[] LEVELS = {
    "emerg", "alert", "crit", "err", "warn", "notice", "info", "debug"
  };
  static final String[] FACILITIES = {
    "kern",
    "user",
    "mail",
    "daemon",
    "auth",
    "syslog",
    "lpr",
    "news",
    "uucp",
    "cron",
    "authpriv",
    "ftp"
  };

  private static final String RESET = "\033[0m";
  private static final String BROWN = "\033[33m";
  private static final String GREEN = "\033[32m";
  private static final String RED = "\033[31m";
  private static final String BOLD = "\033[1m";
  private static final String REVERSE = "\033[7m";
  private static final String HALF_BRIGHT = "\033[2m";

  private final Output out;
  private final Time time;
  private final boolean raw;
  private final boolean decode;
  private final boolean color;
  private final boolean escape;
  private final boolean forcePrefix;
  private final long bootMicros;
  private long lastMicros;
  private String lastMinute = "";

  /** {@code bootMicros}: when the machine booted, microseconds since 1970. */
  DmesgFormat(
      Output out,
      Time time,
      boolean raw,
      boolean decode,
      boolean color,
      boolean escape,
      boolean forcePrefix,
      long bootMicros) {
    this.out = out;
    this.time = time;
    this.raw = raw;
    this.decode = decode;
    this.color = color;
    this.escape = escape;
    this.forcePrefix = forcePrefix;
    this.bootMicros = bootMicros;
  }

  void print(LogRecord record) throws ErrnoException {
    if (record.text().isEmpty()) {
      out.print("\n");
      return;
    }
    String prefix = "";
    if (!raw && decode && record.level() >= 0) {
      prefix =
          Pad.right(FACILITIES[record.facility()], 6)
              + ":"
              + Pad.right(LEVELS[record.level()], 6)
              + ": ";
    }
    String minuteBefore = lastMinute;
    String stamp = raw ? rawStamp(record) : stamp(record);
    boolean timeBreak = time == Time.RELTIME && !minuteBefore.equals(lastMinute);
    if (!forcePrefix) {
      printLine(record, prefix, stamp, timeBreak, record.text());
      return;
    }
    String shown = stamp;
    for (String line : record.text().split("\n", 0)) {
      printLine(record, prefix, shown, timeBreak, line);
      shown = time == Time.RELTIME && !raw ? "[  +0.000000] " : stamp;
    }
  }

  private void printLine(
      LogRecord record, String prefix, String stamp, boolean timeBreak, String text)
      throws ErrnoException {
    StringBuilder line = new StringBuilder(prefix);
    if (color && !stamp.isEmpty()) {
      line.append(GREEN).append(timeBreak ? BOLD : "").append(stamp).append(RESET);
    } else {
      line.append(stamp);
    }
    int indent = prefix.length() + stamp.length();
    if (!color) {
      appendEscaped(line, text, indent);
    } else {
      int subsystem = subsystemEnd(text);
      if (subsystem > 0) {
        line.append(BROWN);
        appendEscaped(line, text.substring(0, subsystem), indent);
        line.append(RESET);
      }
      String message = text.substring(subsystem);
      String code = levelColor(record.level(), message);
      line.append(code);
      appendEscaped(line, message, indent);
      line.append(code.isEmpty() ? "" : RESET);
    }
    out.println(line.toString());
  }

  /** get_subsys_delimiter(): up to the first ": ". */
  private static int subsystemEnd(String text) {
    int colon = text.indexOf(": ");
    return colon < 0 ? 0 : colon + 2;
  }

  private static String levelColor(int level, String message) {
    return switch (level) {
      case 1 -> REVERSE + RED;
      case 2 -> BOLD + RED;
      case 3 -> RED;
      case 4 -> BOLD;
      default -> message.contains("segfault at") ? HALF_BRIGHT + RED : "";
    };
  }

  /** safe_fwrite(): unprintable bytes in hexadecimal, further lines under the first. */
  private void appendEscaped(StringBuilder line, String text, int indent) {
    appendEscaped(line, text, indent, escape);
  }

  /** A whole saved log for --raw. */
  static String escaped(String text, boolean escape) {
    StringBuilder result = new StringBuilder();
    appendEscaped(result, text, 0, escape);
    return result.toString();
  }

  private static void appendEscaped(StringBuilder line, String text, int indent, boolean escape) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean space = c == ' ' || (c >= '\t' && c <= '\r');
      if (escape && !space && (c < ' ' || c > '~')) {
        line.append("\\x").append(Pad.zeros(Integer.toHexString(c), 2));
      } else if (c == '\n' && i + 1 < text.length()) {
        line.append('\n').append(" ".repeat(indent));
      } else {
        line.append(c);
      }
    }
  }

  private static String rawStamp(LogRecord record) {
    int priority = Math.max(0, record.facility()) << 3 | Math.max(0, record.level());
    return "<" + priority + ">[" + seconds(record.micros()) + "] ";
  }

  private String stamp(LogRecord record) {
    long micros = record.micros();
    return switch (time) {
      case NONE -> "";
      case TIME -> "[" + seconds(micros) + "] ";
      case TIME_DELTA -> "[" + seconds(micros) + " <" + Pad.left(fixed(delta(micros)), 12) + ">] ";
      case CTIME -> "[" + date("%a %b %e %H:%M:%S %Y", micros) + "] ";
      case CTIME_DELTA ->
          "["
              + date("%a %b %e %H:%M:%S %Y", micros)
              + " <"
              + Pad.left(fixed(delta(micros)), 12)
              + ">] ";
      case DELTA -> "[<" + Pad.left(fixed(delta(micros)), 12) + ">] ";
      case ISO8601 ->
          date("%Y-%m-%dT%H:%M:%S", micros)
              + ","
              + Pad.zeros(Math.floorMod(bootMicros + micros, 1_000_000), 6)
              + "+00:00 ";
      case RELTIME -> relative(micros);
    };
  }

  private String relative(long micros) {
    long delta = delta(micros);
    String minute = date("%b%e %H:%M", micros);
    if (!minute.equals(lastMinute)) {
      lastMinute = minute;
      return "[" + minute + "] ";
    }
    String signed = (delta < 0 ? "" : "+") + fixed(delta);
    return delta < 10_000_000
        ? "[  " + Pad.left(signed, 8) + "] "
        : "[ " + Pad.left(signed, 9) + "] ";
  }

  /** Since the record before; nothing for the first, and after one at 0. */
  private long delta(long micros) {
    long delta = lastMicros == 0 ? 0 : micros - lastMicros;
    lastMicros = micros;
    return delta;
  }

  private String date(String format, long micros) {
    return Strftime.format(format, Math.floorDiv(bootMicros + micros, 1_000_000) * 1_000_000_000L);
  }

  /** {@code %5ld.%06ld}. */
  static String seconds(long micros) {
    return Pad.left(micros / 1_000_000, 5) + "." + Pad.zeros(micros % 1_000_000, 6);
  }

  /** {@code %f} of the seconds. */
  private static String fixed(long micros) {
    long size = Math.abs(micros);
    return (micros < 0 ? "-" : "") + size / 1_000_000 + "." + Pad.zeros(size % 1_000_000, 6);
  }
}
