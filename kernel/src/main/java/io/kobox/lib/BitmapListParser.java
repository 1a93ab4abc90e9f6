package io.kobox.lib;

/** Reads {@code 0-3,8,16-31:1/2} (lib/bitmap.c: bitmap_parselist()). */
final class BitmapListParser {
  private static final int EINVAL = 22;
  private static final int ERANGE = 34;
  private static final int EOVERFLOW = 75;

  private final String text;
  private final int bits;
  private int position;

  BitmapListParser(String text, int bits) {
    this.text = text;
    this.bits = bits;
  }

  /** Takes the ranges of bits to set. */
  interface RangeSetter {
    void set(long start, long length);
  }

  /** A number that cannot be. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;
    private final int errno;

    Malformed(int errno) {
      super(null, null, false, false);
      this.errno = errno;
    }
  }

  /** Sets the bits named; returns 0 or a negative errno. Regions before a wrong one are set. */
  int parse(RangeSetter setter) {
    try {
      while (findRegion()) {
        region(setter);
      }
      return 0;
    } catch (Malformed e) {
      return -e.errno;
    }
  }

  private boolean findRegion() {
    while (isSeparator(peek())) {
      position++;
    }
    return !atEnd();
  }

  private void region(RangeSetter setter) throws Malformed {
    long start = 0;
    long end = Integer.toUnsignedLong(bits - 1);
    if (text.regionMatches(true, position, "all", 0, 3)) {
      position += 3;
    } else {
      start = number();
      end = start;
      if (!endOfRegion()) {
        expect('-');
        end = number();
      }
    }
    long used = end + 1;
    long group = end + 1;
    if (!endOfRegion()) {
      expect(':');
      used = number();
      expect('/');
      group = number();
    }
    if (start > end || group == 0 || used > group) {
      throw new Malformed(EINVAL);
    }
    if (end >= bits) {
      throw new Malformed(ERANGE);
    }
    for (long at = start; at <= end; at += group) {
      setter.set(at, Math.min(end - at + 1, used));
    }
  }

  private long number() throws Malformed {
    if (peek() == 'N') {
      position++;
      return Integer.toUnsignedLong(bits - 1);
    }
    ParsedInteger number =
        ParsedInteger.at(
            at -> at < text.length() ? text.charAt((int) at) : 0, position, 10, text.length() + 1L);
    if (number.digits() == 0) {
      throw new Malformed(EINVAL);
    }
    if (number.overflow() || number.value() >>> 32 != 0) {
      throw new Malformed(EOVERFLOW);
    }
    position = (int) number.end();
    return number.value();
  }

  private void expect(char c) throws Malformed {
    if (peek() != c) {
      throw new Malformed(EINVAL);
    }
    position++;
  }

  private char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  private boolean atEnd() {
    return peek() == 0 || peek() == '\n';
  }

  private boolean endOfRegion() {
    return isSeparator(peek()) || atEnd();
  }

  static boolean isSeparator(char c) {
    return Ctype.isSpace(c) || c == ',';
  }
}
