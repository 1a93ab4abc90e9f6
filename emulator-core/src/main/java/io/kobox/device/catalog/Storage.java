package io.kobox.device.catalog;

import io.kobox.device.Region;

/** Registers that keep what is written to them, the lowest byte first. */
final class Storage implements Region {
  private final byte[] bytes;

  Storage(int size) {
    bytes = new byte[size];
  }

  @Override
  public long read(long offset, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      int at = (int) offset + i;
      value = value << Byte.SIZE | (at < bytes.length ? bytes[at] & 0xff : 0xff);
    }
    return value;
  }

  @Override
  public void write(long offset, int size, long value) {
    for (int i = 0; i < size && offset + i < bytes.length; i++) {
      bytes[(int) offset + i] = (byte) (value >>> (i * Byte.SIZE));
    }
  }
}
