package io.kobox.machine;

import java.nio.charset.StandardCharsets;

/**
 * Guest memory as the CPU sees it: by virtual address, little endian, any alignment. Every access
 * may throw {@link PageFaultException}, as the same access by guest code would fault.
 */
public interface GuestMemory {
  byte getByte(long address);

  short getShort(long address);

  int getInt(long address);

  long getLong(long address);

  void putByte(long address, byte value);

  void putShort(long address, short value);

  void putInt(long address, int value);

  void putLong(long address, long value);

  /** Copies guest memory out to {@code target}. */
  void read(long address, byte[] target, int offset, int length);

  /** Copies {@code source} into guest memory. */
  void write(long address, byte[] source, int offset, int length);

  /** Sets {@code length} bytes to {@code value}. */
  void fill(long address, long length, byte value);

  /** Copies within guest memory; the ranges may overlap (memmove). */
  void copy(long from, long to, long length);

  /** The bytes at {@code address}. */
  default byte[] bytes(long address, int length) {
    byte[] bytes = new byte[length];
    read(address, bytes, 0, length);
    return bytes;
  }

  /** Writes all of {@code source}. */
  default void write(long address, byte[] source) {
    write(address, source, 0, source.length);
  }

  /** The length of the C string at {@code address}, at most {@code limit}. */
  default long stringLength(long address, long limit) {
    long length = 0;
    while (length < limit && getByte(address + length) != 0) {
      length++;
    }
    return length;
  }

  /** The C string at {@code address}; each byte is one char (ISO 8859-1), so nothing is lost. */
  default String string(long address) {
    return string(address, Integer.MAX_VALUE);
  }

  /** The C string at {@code address}, at most {@code limit} bytes. */
  default String string(long address, long limit) {
    int length = (int) stringLength(address, limit);
    return new String(bytes(address, length), StandardCharsets.ISO_8859_1);
  }

  /** Writes {@code text} (ISO 8859-1) and a terminating zero. */
  default void putString(long address, String text) {
    write(address, text.getBytes(StandardCharsets.ISO_8859_1));
    putByte(address + text.length(), (byte) 0);
  }
}
