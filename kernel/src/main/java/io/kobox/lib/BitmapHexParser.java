package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** Reads {@code deadbeef,00000001} (lib/bitmap.c: bitmap_parse()). */
final class BitmapHexParser {
  private static final int EINVAL = 22;
  private static final int EOVERFLOW = 75;

  private BitmapHexParser() {}

  /** Stores the words from the last one on; returns 0 or a negative errno. */
  static int parse(GuestMemory memory, String text, long bitmap, int bits) {
    int words = (bits + 31) / 32;
    int word = 0;
    int end = skipSeparators(text, text.length());
    while (end > 0) {
      if (word == words) {
        return -EOVERFLOW;
      }
      int start = end;
      int value = 0;
      do {
        char c = text.charAt(start - 1);
        if (!Ctype.isXdigit(c)) {
          return -EINVAL;
        }
        value |= Character.digit(c, 16) << (4 * (end - start));
        start--;
      } while (end - start < 8 && start > 0 && !separatorBefore(text, start));
      if (start > 0 && !separatorBefore(text, start)) {
        if (Ctype.isXdigit(text.charAt(start - 1))) {
          return -EOVERFLOW;
        }
        // Linux takes no notice of a wrong character before eight digits.
        start--;
      }
      memory.putInt(bitmap + 4L * word, value);
      word++;
      end = skipSeparators(text, start);
    }
    return clearRest(memory, bitmap, bits, word * 32);
  }

  private static boolean separatorBefore(String text, int index) {
    return BitmapListParser.isSeparator(text.charAt(index - 1));
  }

  private static int clearRest(GuestMemory memory, long bitmap, int bits, int first) {
    if (first >= bits) {
      boolean overflow = FindBit.next(memory, bitmap, first, bits, true) < first;
      return overflow ? -EOVERFLOW : 0;
    }
    for (int bit = first; bit < bits; bit++) {
      long address = bitmap + bit / 8;
      memory.putByte(address, (byte) (memory.getByte(address) & ~(1 << bit % 8)));
    }
    return 0;
  }

  private static int skipSeparators(String text, int end) {
    int at = end;
    while (at > 0 && separatorBefore(text, at)) {
      at--;
    }
    return at;
  }
}
