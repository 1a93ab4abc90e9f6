package io.kobox.shell.coreutils;

import io.kobox.shell.command.Pad;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One output type of od: {@code x1}, {@code o2}, {@code d4}, {@code c}, {@code a}. */
record OdType(char kind, int size) {
  private static final String[] NAMES = {
    "nul", "soh", "stx", "etx", "eot", "enq", "ack", "bel", "bs", "ht", "nl", "vt", "ff", "cr",
    "so", "si", "dle", "dc1", "dc2", "dc3", "dc4", "nak", "syn", "etb", "can", "em", "sub", "esc",
    "fs", "gs", "rs", "us", "sp"
  };
  private static final int[] OCTAL_WIDTH = {0, 3, 6, 0, 11, 0, 0, 0, 22};
  private static final int[] SIGNED_WIDTH = {0, 4, 6, 0, 11, 0, 0, 0, 20};
  private static final int[] UNSIGNED_WIDTH = {0, 3, 5, 0, 10, 0, 0, 0, 20};

  /** The types of one -t argument; null: malformed. */
  static @Nullable List<OdType> parse(String text) {
    List<OdType> types = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char kind = text.charAt(i++);
      if ("acdoux".indexOf(kind) < 0) {
        return null;
      }
      int size = kind == 'a' || kind == 'c' ? 1 : 4;
      if (size == 4 && i < text.length()) {
        int at = "CSIL".indexOf(text.charAt(i));
        char digit = text.charAt(i);
        if (at >= 0) {
          size = new int[] {1, 2, 4, 8}[at];
          i++;
        } else if ("1248".indexOf(digit) >= 0) {
          size = digit - '0';
          i++;
        } else if (Character.isDigit(digit)) {
          return null;
        }
      }
      types.add(new OdType(kind, size));
    }
    return types;
  }

  /** The bytes of one line as they are shown, each unit with a space in front. */
  String line(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder();
    for (int at = 0; at < length; at += size) {
      long value = 0;
      for (int i = size - 1; i >= 0; i--) {
        value = value << 8 | (at + i < length ? bytes[at + i] & 0xff : 0);
      }
      text.append(' ').append(unit(value));
    }
    return text.toString();
  }

  private String unit(long value) {
    return switch (kind) {
      case 'a' -> Pad.left(name((int) value & 0x7f), 3);
      case 'c' -> Pad.left(character((int) value), 3);
      case 'o' -> Pad.zeros(Long.toOctalString(value), OCTAL_WIDTH[size]);
      case 'x' -> Pad.zeros(Long.toHexString(value), size * 2);
      case 'u' -> Pad.left(Long.toUnsignedString(value), UNSIGNED_WIDTH[size]);
      default -> Pad.left((value << (64 - size * 8)) >> (64 - size * 8), SIGNED_WIDTH[size]);
    };
  }

  private static String name(int c) {
    return c == 127 ? "del" : c < NAMES.length ? NAMES[c] : String.valueOf((char) c);
  }

  private static String character(int c) {
    int known = "\0\007\b\f\n\r\t\013".indexOf(c);
    if (known >= 0) {
      return "\\" + "0abfnrtv".charAt(known);
    }
    return c >= ' ' && c < 127 ? String.valueOf((char) c) : Pad.zeros(Integer.toOctalString(c), 3);
  }
}
