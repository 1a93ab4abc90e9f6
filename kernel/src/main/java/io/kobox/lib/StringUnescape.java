package io.kobox.lib;

import java.util.function.LongToIntFunction;

/** Escapes in a text (lib/string_helpers.c: string_unescape). */
public final class StringUnescape {
  public static final int SPACE = 1;
  public static final int OCTAL = 2;
  public static final int HEX = 4;
  public static final int SPECIAL = 8;

  /** What an escape stands for, and its length behind the backslash; 0 if it is none. */
  record Unescaped(int value, int length) {}

  private StringUnescape() {}

  /** The text with its escapes of the classes {@code flags} replaced. */
  public static String unescape(String text, int flags) {
    LongToIntFunction bytes = at -> at < text.length() ? text.charAt((int) at) : 0;
    StringBuilder out = new StringBuilder();
    int in = 0;
    while (in < text.length()) {
      if (text.charAt(in) == '\\' && in + 1 < text.length()) {
        Unescaped unescaped = at(bytes, in + 1, flags);
        if (unescaped.length() > 0) {
          out.append((char) unescaped.value());
          in += 1 + unescaped.length();
          continue;
        }
        out.append(text.charAt(in++));
      }
      out.append(text.charAt(in++));
    }
    return out.toString();
  }

  /** The escape whose backslash is before {@code at}. */
  static Unescaped at(LongToIntFunction bytes, long at, int flags) {
    int c = bytes.applyAsInt(at) & 0xff;
    int space = "nrtvf".indexOf(c);
    if ((flags & SPACE) != 0 && space >= 0) {
      return new Unescaped("\n\r\t\013\f".charAt(space), 1);
    }
    if ((flags & OCTAL) != 0 && isOctal(c)) {
      int value = c & 7;
      int length = 1;
      while (value < 32 && length < 3 && isOctal(bytes.applyAsInt(at + length))) {
        value = value << 3 | (bytes.applyAsInt(at + length) & 7);
        length++;
      }
      return new Unescaped(value, length);
    }
    if ((flags & HEX) != 0 && c == 'x' && Ctype.isXdigit(bytes.applyAsInt(at + 1))) {
      int value = Character.digit(bytes.applyAsInt(at + 1), 16);
      if (Ctype.isXdigit(bytes.applyAsInt(at + 2))) {
        return new Unescaped(value << 4 | Character.digit(bytes.applyAsInt(at + 2), 16), 3);
      }
      return new Unescaped(value, 2);
    }
    int special = "\"\\ae".indexOf(c);
    if ((flags & SPECIAL) != 0 && special >= 0) {
      return new Unescaped("\"\\\007\033".charAt(special), 1);
    }
    return new Unescaped(0, 0);
  }

  private static boolean isOctal(int c) {
    return c >= '0' && c <= '7';
  }
}
