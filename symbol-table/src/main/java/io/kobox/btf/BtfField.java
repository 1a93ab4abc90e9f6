package io.kobox.btf;

/**
 * A member of a struct, or of a struct inside it.
 *
 * @param path how it was asked for, such as {@code f_path.dentry}
 * @param type the id of its type
 * @param bitOffset where it begins in the outermost struct, in bits
 * @param bitSize a bit field's width, else 0
 * @param size the size of its type in bytes; of a bit field, that of its declared type
 */
public record BtfField(String path, int type, long bitOffset, int bitSize, long size) {
  /**
   * Where it begins in the outermost struct, in bytes; of a bit field, the byte of its first bit.
   */
  public long offset() {
    return bitOffset / 8;
  }

  /** Whether it is a bit field. */
  public boolean isBitField() {
    return bitSize != 0;
  }
}
