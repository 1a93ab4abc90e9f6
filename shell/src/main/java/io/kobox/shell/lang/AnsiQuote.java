package io.kobox.shell.lang;

/** {@code $'…'}: C escapes (bash's lib/sh/strtrans.c: ansicstr()). */
final class AnsiQuote {
  private AnsiQuote() {}

  /** Reads from the dollar on; moves the lexer behind the closing quote. */
  static String read(Lexer lexer) throws SyntaxException {
    int openedAt = lexer.line;
    StringBuilder raw = new StringBuilder();
    lexer.position += 2;
    while (true) {
      if (lexer.atEnd()) {
        throw lexer.unfinished('\'', openedAt);
      }
      char c = lexer.peek(0);
      lexer.position++;
      if (c == '\'') {
        return decode(raw.toString());
      }
      raw.append(c);
      if (c == '\\' && !lexer.atEnd()) {
        raw.append(lexer.peek(0));
        lexer.position++;
      }
    }
  }

  private static String decode(String raw) {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < raw.length()) {
      char c = raw.charAt(at++);
      if (c != '\\' || at >= raw.length()) {
        text.append(c);
        continue;
      }
      char escape = raw.charAt(at++);
      int plain = "abeEfnrtv\\'\"?".indexOf(escape);
      if (plain >= 0) {
        text.append("\007\b\033\033\f\n\r\t\013\\'\"?".charAt(plain));
      } else if (escape >= '0' && escape <= '7') {
        int end = digitsEnd(raw, at - 1, 3, 8);
        text.append((char) (Integer.parseInt(raw, at - 1, end, 8) & 0xff));
        at = end;
      } else if (escape == 'x' && digitsEnd(raw, at, 2, 16) > at) {
        int end = digitsEnd(raw, at, 2, 16);
        text.append((char) Integer.parseInt(raw, at, end, 16));
        at = end;
      } else if (escape == 'c' && at < raw.length()) {
        text.append((char) (raw.charAt(at++) & 0x1f));
      } else {
        text.append('\\').append(escape);
      }
    }
    int nul = text.indexOf("\0");
    return nul < 0 ? text.toString() : text.substring(0, nul);
  }

  static int digitsEnd(String text, int from, int most, int radix) {
    int end = from;
    while (end < text.length()
        && end - from < most
        && Character.digit(text.charAt(end), radix) >= 0) {
      end++;
    }
    return end;
  }
}
