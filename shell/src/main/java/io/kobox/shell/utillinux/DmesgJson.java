package io.kobox.shell.utillinux;

import io.kobox.shell.command.Output;
import io.kobox.shell.command.Pad;
import io.kobox.syscalls.ErrnoException;

/** dmesg --json (lib/jsonwrt.c). */
final class DmesgJson {
  private final Output out;
  private final boolean decode;
  private boolean any;

  DmesgJson(Output out, boolean decode) {
    this.out = out;
    this.decode = decode;
  }

  void open() throws ErrnoException {
    out.print("{\n   \"dmesg\": [\n");
  }

  void print(LogRecord record) throws ErrnoException {
    out.print(any ? ",{\n" : "      {\n");
    any = true;
    if (record.level() >= 0) {
      if (decode) {
        out.print("         \"fac\": \"" + DmesgFormat.FACILITIES[record.facility()] + "\",\n");
        out.print("         \"pri\": \"" + DmesgFormat.LEVELS[record.level()] + "\",\n");
      } else {
        out.print("         \"pri\": " + record.level() + ",\n");
      }
    }
    out.print("         \"time\": " + DmesgFormat.seconds(record.micros()) + ",\n");
    out.print("         \"msg\": \"" + quoted(record.text()) + "\"\n      }");
  }

  void close() throws ErrnoException {
    out.print((any ? "\n" : "") + "   ]\n}\n");
  }

  private static String quoted(String text) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> result.append('\\').append(c);
        case '\b' -> result.append("\\b");
        case '\f' -> result.append("\\f");
        case '\n' -> result.append("\\n");
        case '\r' -> result.append("\\r");
        case '\t' -> result.append("\\t");
        default -> {
          if (c < ' ') {
            result.append("\\u00").append(Pad.zeros(Integer.toHexString(c), 2));
          } else {
            result.append(c);
          }
        }
      }
    }
    return result.toString();
  }
}
