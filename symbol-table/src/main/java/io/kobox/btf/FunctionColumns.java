package io.kobox.btf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Records of functions, prototypes, variables and data sections, turned into columns and back. In a
 * column stand words of one meaning, first the lowest byte of all words, then the next: that way
 * deflate finds what is alike.
 *
 * <p>Columns: for each of the four kinds the three words of a record; names and types of
 * parameters; the other words; the kinds in the order of the records. Each begins with its length.
 */
final class FunctionColumns {
  private static final int HEADER_WORDS = 3;
  private static final int PARAMETERS = 12;
  private static final int REST = 14;
  private static final int KINDS = 15;
  private static final int COLUMNS = 16;

  private final int[][] words = new int[COLUMNS][0];
  private final int[] lengths = new int[COLUMNS];

  private FunctionColumns() {}

  static byte[] fromRecords(byte[] records) {
    FunctionColumns columns = new FunctionColumns();
    ByteBuffer in = ByteBuffer.wrap(records).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int info = in.getInt(in.position() + 4);
      BtfKind kind = BtfKind.of(info >>> 24 & 0x1f);
      if (kind == null || !kind.isFunctionTier()) {
        throw new IllegalArgumentException("a record of another kind");
      }
      int slot = slot(kind);
      columns.add(KINDS, slot);
      for (int i = 0; i < HEADER_WORDS; i++) {
        columns.add(slot * HEADER_WORDS + i, in.getInt());
      }
      int tail = kind.tail(info & 0xffff) / 4;
      for (int i = 0; i < tail; i++) {
        columns.add(tailColumn(kind, i), in.getInt());
      }
    }
    return columns.bytes();
  }

  static byte[] toRecords(byte[] bytes) throws BtfException {
    FunctionColumns columns = new FunctionColumns();
    columns.read(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    int total = 0;
    for (int column = 0; column < KINDS; column++) {
      total += columns.words[column].length;
    }
    ByteBuffer out = ByteBuffer.allocate(total * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int slot : columns.words[KINDS]) {
      BtfKind kind = kind(slot);
      int name = columns.next(slot * HEADER_WORDS);
      int info = columns.next(slot * HEADER_WORDS + 1);
      out.putInt(name).putInt(info).putInt(columns.next(slot * HEADER_WORDS + 2));
      int tail = kind.tail(info & 0xffff) / 4;
      for (int i = 0; i < tail; i++) {
        out.putInt(columns.next(tailColumn(kind, i)));
      }
    }
    return out.array();
  }

  private static int tailColumn(BtfKind kind, int index) {
    return kind == BtfKind.PROTOTYPE ? PARAMETERS + index % 2 : REST;
  }

  private static int slot(BtfKind kind) {
    return switch (kind) {
      case FUNCTION -> 0;
      case PROTOTYPE -> 1;
      case VARIABLE -> 2;
      default -> 3;
    };
  }

  private static BtfKind kind(int slot) throws BtfException {
    return switch (slot) {
      case 0 -> BtfKind.FUNCTION;
      case 1 -> BtfKind.PROTOTYPE;
      case 2 -> BtfKind.VARIABLE;
      case 3 -> BtfKind.DATA_SECTION;
      default -> throw new BtfException("unknown kind in the columns of functions");
    };
  }

  private void add(int column, int word) {
    if (lengths[column] == words[column].length) {
      words[column] = Arrays.copyOf(words[column], Math.max(64, lengths[column] * 2));
    }
    words[column][lengths[column]++] = word;
  }

  private int next(int column) throws BtfException {
    if (lengths[column] == words[column].length) {
      throw new BtfException("a column of functions is too short");
    }
    return words[column][lengths[column]++];
  }

  private byte[] bytes() {
    int total = 0;
    for (int length : lengths) {
      total += length + 1;
    }
    ByteBuffer out = ByteBuffer.allocate(total * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (int column = 0; column < COLUMNS; column++) {
      out.putInt(lengths[column]);
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        for (int i = 0; i < lengths[column]; i++) {
          out.put((byte) (words[column][i] >>> shift));
        }
      }
    }
    return out.array();
  }

  private void read(ByteBuffer in) throws BtfException {
    for (int column = 0; column < COLUMNS; column++) {
      int length = in.remaining() < 4 ? -1 : in.getInt();
      if (length < 0 || length > in.remaining() / 4) {
        throw new BtfException("the columns of functions are cut off");
      }
      int[] read = new int[length];
      for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
        for (int i = 0; i < length; i++) {
          read[i] |= Byte.toUnsignedInt(in.get()) << shift;
        }
      }
      words[column] = read;
    }
  }
}
