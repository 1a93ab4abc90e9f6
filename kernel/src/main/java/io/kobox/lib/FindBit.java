package io.kobox.lib;

import io.kobox.machine.GuestMemory;

/** Searches in bitmaps of 64-bit words (lib/find_bit.c). */
final class FindBit {
  private FindBit() {}

  /** The first bit from {@code start} on that is {@code set}; {@code bits} if there is none. */
  static long next(GuestMemory memory, long bitmap, long bits, long start, boolean set) {
    if (Long.compareUnsigned(start, bits) >= 0) {
      return bits;
    }
    long index = start & -64L;
    long word = word(memory, bitmap, index, set) & -1L << start;
    while (word == 0) {
      index += 64;
      if (Long.compareUnsigned(index, bits) >= 0) {
        return bits;
      }
      word = word(memory, bitmap, index, set);
    }
    long found = index + Long.numberOfTrailingZeros(word);
    return Long.compareUnsigned(found, bits) < 0 ? found : bits;
  }

  /** The last set bit below {@code bits}; {@code bits} if there is none. */
  static long last(GuestMemory memory, long bitmap, long bits) {
    if (bits == 0) {
      return 0;
    }
    long index = bits - 1 & -64L;
    long word = memory.getLong(bitmap + index / 8) & -1L >>> (-bits & 63);
    while (word == 0) {
      if (index == 0) {
        return bits;
      }
      index -= 64;
      word = memory.getLong(bitmap + index / 8);
    }
    return index + 63 - Long.numberOfLeadingZeros(word);
  }

  private static long word(GuestMemory memory, long bitmap, long index, boolean set) {
    long word = memory.getLong(bitmap + index / 8);
    return set ? word : ~word;
  }
}
