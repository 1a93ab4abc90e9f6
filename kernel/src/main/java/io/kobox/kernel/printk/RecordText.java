package io.kobox.kernel.printk;

/** The written forms of a record (kernel/printk/printk.c). */
public final class RecordText {
  private RecordText() {}

  /** What a read of /dev/kmsg gives: {@code prio,seq,usec,flags;text} and the dict's lines. */
  public static String kmsg(PrintkRecord record) {
    StringBuilder out = new StringBuilder(record.text().length() + 32);
    out.append(record.facility() << 3 | record.level()).append(',');
    out.append(Long.toUnsignedString(record.seq())).append(',');
    out.append(Long.toUnsignedString(Long.divideUnsigned(record.tsNsec(), 1000))).append(',');
    out.append((record.flags() & PrintkRecord.CONT) != 0 ? 'c' : '-').append(';');
    escape(out, record.text()).append('\n');
    dict(out, "SUBSYSTEM", record.subsystem());
    dict(out, "DEVICE", record.device());
    return out.toString();
  }

  private static void dict(StringBuilder out, String key, String value) {
    if (!value.isEmpty()) {
      escape(out.append(' ').append(key).append('='), value).append('\n');
    }
  }

  /** Whatever is not printable ASCII, and the backslash, becomes \xNN. */
  private static StringBuilder escape(StringBuilder out, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c >= 127 || c == '\\') {
        out.append("\\x");
        out.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    return out;
  }

  /**
   * What syslog(2) and consoles print: each line with its prefix, and a last newline ({@code
   * record_print_text()}). Lines that do not fit into 1023 bytes are dropped or cut.
   *
   * @param syslog whether the prefix has the level: {@code <6>}
   * @param time whether the prefix has the time: {@code [ 1.234567] }
   */
  public static String print(PrintkRecord record, boolean syslog, boolean time) {
    String prefix = prefix(record, syslog, time);
    StringBuilder out = new StringBuilder();
    String text = record.text();
    boolean truncated = false;
    while (true) {
      int newline = text.indexOf('\n');
      if (newline < 0 && truncated) {
        break;
      }
      int line = newline < 0 ? text.length() : newline;
      int taken = out.length() + prefix.length();
      if (taken + text.length() + 2 > Printk.CONSOLE_LOG_MAX) {
        if (taken + line + 2 > Printk.CONSOLE_LOG_MAX) {
          break;
        }
        text = text.substring(0, Printk.CONSOLE_LOG_MAX - taken - 2);
        truncated = true;
      }
      out.append(prefix).append(text, 0, line).append('\n');
      if (text.length() == line) {
        break;
      }
      text = text.substring(line + 1);
    }
    return out.toString();
  }

  /**
   * The length that {@link #print} has without its limit ({@code get_record_print_text_size()}).
   */
  static int printSize(PrintkRecord record, boolean syslog, boolean time) {
    int prefix = prefix(record, syslog, time).length();
    return prefix * record.lineCount() + record.text().length() + 1;
  }

  private static String prefix(PrintkRecord record, boolean syslog, boolean time) {
    StringBuilder out = new StringBuilder(24);
    if (syslog) {
      out.append('<').append(record.facility() << 3 | record.level()).append('>');
    }
    if (time) {
      String seconds = Long.toString(record.tsNsec() / 1_000_000_000);
      String micros = Long.toString(record.tsNsec() % 1_000_000_000 / 1000);
      out.append('[').repeat(' ', Math.max(5 - seconds.length(), 0)).append(seconds).append('.');
      out.repeat('0', 6 - micros.length()).append(micros).append("] ");
    }
    return out.toString();
  }
}
