package io.kobox.fs;

import java.util.Objects;

/** A Java array that stands for memory of the process. */
public final class ArrayBuffer implements UserBuffer {
  private final byte[] bytes;
  private final int start;
  private final int length;

  public ArrayBuffer(byte[] bytes, int start, int length) {
    Objects.checkFromIndexSize(start, length, bytes.length);
    this.bytes = bytes;
    this.start = start;
    this.length = length;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public int alike(int at) {
    return length - at;
  }

  @Override
  public ArrayBuffer limited(int limit) {
    return new ArrayBuffer(bytes, start, Math.min(limit, length));
  }

  @Override
  public void store(int at, byte[] source, int offset, int count) {
    System.arraycopy(source, offset, bytes, start + at, count);
  }

  @Override
  public void load(int at, byte[] target, int offset, int count) {
    System.arraycopy(bytes, start + at, target, offset, count);
  }
}
