package io.kobox.lib;

/** Escapes bytes (lib/string_helpers.c: string_escape_mem()). */
public final class StringEscape {
  public static final int SPACE = 1;
  static final int SPECIAL = 2;
  static final int NULL = 4;
  static final int OCTAL = 8;
  static final int ANY = SPACE | OCTAL | SPECIAL | NULL;
  static final int NP = 16;
  static final int ANY_NP = ANY | NP;
  static final int HEX = 32;
  static final int NA = 64;
  static final int NAP = 128;
  static final int APPEND = 256;

  private StringEscape() {}

  /**
   * The escaped form of {@code source}.
   *
   * @param flags the classes of bytes to escape
   * @param only bytes that alone are escaped, or with APPEND also are; "" for none
   */
  public static String escape(byte[] source, int flags, String only) {
    StringBuilder out = new StringBuilder(source.length * 2);
    for (byte b : source) {
      int c = b & 0xff;
      if (passes(c, flags, only) || !escaped(out, c, flags)) {
        out.append((char) c);
      }
    }
    return out.toString();
  }

  /** Whether {@code c} goes out as it is, before any class is asked. */
  private static boolean passes(int c, int flags, String only) {
    boolean append = (flags & APPEND) != 0;
    // strchr() also finds the terminating zero
    boolean listed = !only.isEmpty() && (c == 0 || only.indexOf(c) >= 0);
    if (!only.isEmpty() && !append && !listed) {
      return true;
    }
    if (append && listed) {
      return false;
    }
    boolean printable = Ctype.isPrint(c);
    boolean ascii = Ctype.isAscii(c);
    return ((flags & NAP) != 0 && printable && ascii)
        || ((flags & NP) != 0 && printable)
        || ((flags & NA) != 0 && ascii);
  }

  private static boolean escaped(StringBuilder out, int c, int flags) {
    int letter = letter(c, flags);
    if (letter != 0) {
      out.append('\\').append((char) letter);
    } else if ((flags & OCTAL) != 0) {
      out.append('\\').append((char) ('0' + (c >> 6)));
      out.append((char) ('0' + (c >> 3 & 7))).append((char) ('0' + (c & 7)));
    } else if ((flags & HEX) != 0) {
      NumberFormat.hexByte(out.append("\\x"), c);
    } else {
      return false;
    }
    return true;
  }

  private static int letter(int c, int flags) {
    int group =
        switch (c) {
          case '\n', '\r', '\t', 0x0b, '\f' -> SPACE;
          case '\\', 7, 0x1b, '"' -> SPECIAL;
          case 0 -> NULL;
          default -> 0;
        };
    if ((flags & group) == 0) {
      return 0;
    }
    return switch (c) {
      case '\n' -> 'n';
      case '\r' -> 'r';
      case '\t' -> 't';
      case 0x0b -> 'v';
      case '\f' -> 'f';
      case 7 -> 'a';
      case 0x1b -> 'e';
      case 0 -> '0';
      default -> c;
    };
  }
}
