package io.kobox.btf;

import org.jspecify.annotations.Nullable;

/** The string section of a {@code .BTF}: offsets below {@code first} belong to the base's. */
final class SectionStrings implements Strings {
  private static final byte[] NONE = new byte[1];

  private final @Nullable SectionStrings base;
  private final int first;
  private final byte[] bytes;

  SectionStrings(@Nullable SectionStrings base, byte[] bytes) throws BtfException {
    if (bytes.length == 0 || bytes[bytes.length - 1] != 0) {
      throw new BtfException("the strings do not end in a zero");
    }
    if (base == null && bytes[0] != 0) {
      throw new BtfException("the strings do not begin with the empty one");
    }
    this.base = base;
    this.first = base == null ? 0 : base.end();
    this.bytes = bytes;
  }

  /** The offset after the last string. */
  int end() {
    return first + bytes.length;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public byte[] table(int offset) {
    if (offset < 0 || offset >= end()) {
      return NONE;
    }
    return offset < first && base != null ? base.table(offset) : bytes;
  }

  @Override
  public int position(int offset) {
    if (offset < 0 || offset >= end()) {
      return 0;
    }
    return offset < first && base != null ? base.position(offset) : offset - first;
  }
}
