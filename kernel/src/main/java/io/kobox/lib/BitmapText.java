package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** The two written forms of a bitmap (lib/vsprintf.c: bitmap_string(), bitmap_list_string()). */
final class BitmapText {
  private static final int CHUNK_BITS = 32;

  private BitmapText() {}

  /** Groups of eight hexadecimal digits, the highest first: {@code 0f,00000001}. */
  static void hex(OutputBuffer out, GuestMemory memory, long bitmap, int bits) {
    int chunks = (int) (((long) bits + CHUNK_BITS - 1) / CHUNK_BITS);
    for (int i = chunks - 1; i >= 0; i--) {
      int inChunk = Math.min(CHUNK_BITS, bits - i * CHUNK_BITS);
      long mask = (1L << inChunk) - 1;
      if (i < chunks - 1) {
        out.append(',');
      }
      int digits = (inChunk + 3) / 4;
      PrintfSpec spec = PrintfSpec.of(16, digits, PrintfSpec.SMALL | PrintfSpec.ZEROPAD);
      NumberFormat.number(out, memory.getInt(bitmap + 4L * i) & mask, spec);
    }
  }

  /** Ranges of set bits: {@code 0-3,8}. */
  static void list(OutputBuffer out, GuestMemory memory, long bitmap, int bits) {
    boolean first = true;
    long start = FindBit.next(memory, bitmap, bits, 0, true);
    while (start < bits) {
      long end = FindBit.next(memory, bitmap, bits, start + 1, false);
      if (!first) {
        out.append(',');
      }
      first = false;
      out.append(Long.toString(start));
      if (end > start + 1) {
        out.append('-');
        out.append(Long.toString(end - 1));
      }
      start = FindBit.next(memory, bitmap, bits, end + 1, true);
    }
  }
}
