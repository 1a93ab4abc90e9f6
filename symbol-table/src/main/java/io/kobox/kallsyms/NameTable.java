package io.kobox.kallsyms;

import java.nio.charset.StandardCharsets;

/**
 * The compressed names ({@code kallsyms_names}): each a length, then bytes that stand for tokens.
 * The first character of an expanded name is the symbol's type.
 */
final class NameTable implements SymbolNameTable {
  /** {@code KSYM_NAME_LEN} with the type and room to spare; longer names are cut. */
  private static final int LONGEST_NAME = 1024;

  private final byte[] names;
  private final int[] starts;
  private final byte[][] tokens;

  /**
   * @param names the bytes of all names
   * @param starts where the name of each index begins (at its length)
   * @param tokens what each of the 256 byte values stands for
   */
  NameTable(byte[] names, int[] starts, byte[][] tokens) {
    this.names = names;
    this.starts = starts;
    this.tokens = tokens;
  }

  /** The length field at {@code position}: 7 bits, or 14 if the first byte's top bit is set. */
  static int length(byte[] names, int position) {
    int length = names[position];
    return length >= 0 ? length : (length & 0x7f) | Byte.toUnsignedInt(names[position + 1]) << 7;
  }

  /** The position after the length field at {@code position}. */
  static int afterLength(byte[] names, int position) {
    return names[position] >= 0 ? position + 1 : position + 2;
  }

  @Override
  public String expand(int index) {
    byte[] text = new byte[LONGEST_NAME];
    int used = 0;
    int position = afterLength(names, starts[index]);
    int end = position + length(names, starts[index]);
    for (; position < end; position++) {
      for (byte character : tokens[Byte.toUnsignedInt(names[position])]) {
        if (used < LONGEST_NAME) {
          text[used++] = character;
        }
      }
    }
    return used == 0 ? "?" : new String(text, 0, used, StandardCharsets.ISO_8859_1);
  }
}
