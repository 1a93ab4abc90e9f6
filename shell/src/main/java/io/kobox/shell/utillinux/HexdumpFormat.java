package io.kobox.shell.utillinux;

import io.kobox.shell.command.Pad;

/** A line of hexdump without its address. */
final class HexdumpFormat {
  private static final int LINE = 16;

  private HexdumpFormat() {}

  /** {@code format}: one of {@code bcdoxC}, or a space for the default. */
  static String line(char format, byte[] bytes, int length) {
    return switch (format) {
      case 'C' -> canonical(bytes, length);
      case 'b' -> bytes(bytes, length, false);
      case 'c' -> bytes(bytes, length, true);
      default -> words(format, bytes, length);
    };
  }

  private static String canonical(byte[] bytes, int length) {
    StringBuilder text = new StringBuilder("  ");
    StringBuilder ascii = new StringBuilder();
    for (int i = 0; i < LINE; i++) {
      text.append(i < length ? Pad.zeros(Integer.toHexString(bytes[i] & 0xff), 2) : "  ")
          .append(i == 7 ? "  " : " ");
      int c = bytes[i] & 0xff;
      ascii.append(i >= length ? "" : c >= ' ' && c < 127 ? String.valueOf((char) c) : ".");
    }
    return text + " |" + ascii + "|";
  }

  private static String bytes(byte[] bytes, int length, boolean characters) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINE; i++) {
      int c = bytes[i] & 0xff;
      String shown =
          characters ? Pad.left(character(c), 3) : Pad.zeros(Integer.toOctalString(c), 3);
      text.append(' ').append(i < length ? shown : "   ");
    }
    return text.toString();
  }

  private static String character(int c) {
    int known = "\0\007\b\f\n\r\t\013".indexOf(c);
    if (known >= 0) {
      return "\\" + "0abfnrtv".charAt(known);
    }
    return c >= ' ' && c < 127 ? String.valueOf((char) c) : Pad.zeros(Integer.toOctalString(c), 3);
  }

  private static String words(char format, byte[] bytes, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < LINE; i += 2) {
      int value = (bytes[i] & 0xff) | ((bytes[i + 1] & 0xff) << 8);
      String shown =
          switch (format) {
            case 'd' -> "   " + Pad.zeros(value, 5);
            case 'o' -> "  " + Pad.zeros(Integer.toOctalString(value), 6);
            case 'x' -> "    " + Pad.zeros(Integer.toHexString(value), 4);
            default -> " " + Pad.zeros(Integer.toHexString(value), 4);
          };
      text.append(i < length ? shown : " ".repeat(shown.length()));
    }
    return text.toString();
  }
}
