package io.kobox.lib;

/** The kernel's character classes: ASCII and the letters of ISO 8859-1 (lib/ctype.c). */
final class Ctype {
  private Ctype() {}

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean isUpper(int c) {
    return (c >= 'A' && c <= 'Z') || (c >= 0xc0 && c <= 0xde && c != 0xd7);
  }

  static boolean isLower(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 0xdf && c <= 0xff && c != 0xf7);
  }

  static boolean isAlpha(int c) {
    return isUpper(c) || isLower(c);
  }

  static boolean isAlnum(int c) {
    return isAlpha(c) || isDigit(c);
  }

  static boolean isXdigit(int c) {
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  static boolean isSpace(int c) {
    return (c >= 9 && c <= 13) || c == ' ' || c == 0xa0;
  }

  static boolean isPrint(int c) {
    return (c >= 0x20 && c < 0x7f) || (c >= 0xa0 && c <= 0xff);
  }

  static boolean isAscii(int c) {
    return c >= 0 && c < 0x80;
  }

  static int toLower(int c) {
    return isUpper(c) ? c + 0x20 : c;
  }

  static int toUpper(int c) {
    return isLower(c) ? c - 0x20 : c;
  }
}
