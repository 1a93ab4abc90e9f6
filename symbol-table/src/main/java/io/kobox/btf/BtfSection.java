package io.kobox.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A {@code .BTF} section taken apart by its header ({@code struct btf_header}). */
final class BtfSection {
  private static final int MAGIC = 0xeb9f;
  private static final int HEADER_SIZE = 24;
  private static final int LARGEST = 256 << 20;

  private final byte[] types;
  private final byte[] strings;

  private BtfSection(byte[] types, byte[] strings) {
    this.types = types;
    this.strings = strings;
  }

  static BtfSection read(byte[] section) throws BtfException {
    ByteBuffer header = ByteBuffer.wrap(section).order(ByteOrder.LITTLE_ENDIAN);
    if (section.length < HEADER_SIZE || Short.toUnsignedInt(header.getShort(0)) != MAGIC) {
      throw new BtfException("no BTF (magic 0xeb9f) at the start");
    }
    if (section.length > LARGEST) {
      throw new BtfException("the section is too large");
    }
    long start = Integer.toUnsignedLong(header.getInt(4));
    return new BtfSection(
        range(section, start, header.getInt(8), header.getInt(12), "types"),
        range(section, start, header.getInt(16), header.getInt(20), "strings"));
  }

  private static byte[] range(byte[] section, long start, int offset, int length, String what)
      throws BtfException {
    long from = start + Integer.toUnsignedLong(offset);
    long to = from + Integer.toUnsignedLong(length);
    if (to > section.length) {
      throw new BtfException("the " + what + " are cut off");
    }
    return Arrays.copyOfRange(section, (int) from, (int) to);
  }

  /** The type records. */
  byte[] types() {
    return types;
  }

  /** The strings. */
  byte[] strings() {
    return strings;
  }
}
