package io.kobox.dwarf;

import java.nio.charset.StandardCharsets;

/** Reads a section's bytes from a place on; whatever lies outside is an error. */
final class DwarfReader {
  private static final int LEB128_BITS = 64;

  private final byte[] bytes;
  private final int end;
  private int at;

  DwarfReader(byte[] bytes, long from, long end) throws DwarfException {
    if (from < 0 || from > end || end > bytes.length) {
      throw new DwarfException("a length that leads out of the section");
    }
    this.bytes = bytes;
    this.at = (int) from;
    this.end = (int) end;
  }

  int position() {
    return at;
  }

  boolean hasMore() {
    return at < end;
  }

  void skip(long count) throws DwarfException {
    if (count < 0 || count > end - at) {
      throw new DwarfException("a length that leads out of its unit");
    }
    at += (int) count;
  }

  int u8() throws DwarfException {
    if (at >= end) {
      throw new DwarfException("the unit ends too early");
    }
    return bytes[at++] & 0xff;
  }

  int u16() throws DwarfException {
    return u8() | u8() << 8;
  }

  long u32() throws DwarfException {
    return u16() | (long) u16() << 16;
  }

  long u64() throws DwarfException {
    return u32() | u32() << 32;
  }

  /** An unsigned LEB128 number; bits above 64 are lost. */
  long uleb() throws DwarfException {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int read = u8();
      if (shift < LEB128_BITS) {
        value |= (long) (read & 0x7f) << shift;
      }
      if ((read & 0x80) == 0) {
        return value;
      }
    }
  }

  /** A signed LEB128 number. */
  long sleb() throws DwarfException {
    long value = 0;
    for (int shift = 0; ; ) {
      int read = u8();
      if (shift < LEB128_BITS) {
        value |= (long) (read & 0x7f) << shift;
        shift += 7;
      }
      if ((read & 0x80) == 0) {
        return (read & 0x40) != 0 && shift < LEB128_BITS ? value | -1L << shift : value;
      }
    }
  }

  /** A string with a zero at its end. */
  String string() throws DwarfException {
    int from = at;
    while (u8() != 0) {
      // until the zero
    }
    return new String(bytes, from, at - 1 - from, StandardCharsets.UTF_8);
  }
}
