package io.kobox.shell.lang.builtin;

/** Backslash escapes of echo -e and printf. */
final class Escapes {
  private Escapes() {}

  /** What came of a text; {@code stops}: it held a {@code \c}. */
  record Result(String text, boolean stops) {}

  /** echo -e and printf's %b: octal is {@code \0nnn} (printf's %b: also {@code \nnn}). */
  static Result echo(String text) {
    return decode(text, true);
  }

  static Result decode(String text, boolean zeroOctal) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\' || at >= text.length()) {
        out.append(c);
        continue;
      }
      char escape = text.charAt(at++);
      int plain = "abeEfnrtv\\".indexOf(escape);
      if (plain >= 0) {
        out.append("\007\b\033\033\f\n\r\t\013\\".charAt(plain));
      } else if (escape == 'c') {
        return new Result(out.toString(), true);
      } else if (escape == 'x' && digits(text, at, 2, 16) > at) {
        int end = digits(text, at, 2, 16);
        out.append((char) Integer.parseInt(text, at, end, 16));
        at = end;
      } else if (escape == '0' && zeroOctal) {
        int end = digits(text, at, 3, 8);
        out.append((char) (end == at ? 0 : Integer.parseInt(text, at, end, 8) & 0xff));
        at = end;
      } else if (escape >= '0' && escape <= '7' && !zeroOctal) {
        int end = digits(text, at - 1, 3, 8);
        out.append((char) (Integer.parseInt(text, at - 1, end, 8) & 0xff));
        at = end;
      } else if (!zeroOctal && (escape == '"' || escape == '\'' || escape == '?')) {
        out.append(escape);
      } else {
        out.append('\\').append(escape);
      }
    }
    return new Result(out.toString(), false);
  }

  private static int digits(String text, int from, int most, int radix) {
    int end = from;
    while (end < text.length()
        && end - from < most
        && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    return end;
  }
}
