package io.kobox.lib;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** One line of a hex dump (lib/hexdump.c: hex_dump_to_buffer()). */
public final class Hexdump {
  private Hexdump() {}

  /** The row size that counts: 16 unless 32 is asked for. */
  public static int rowSize(int wanted) {
    return wanted == 32 ? 32 : 16;
  }

  /** The group size that counts: a power of two that divides the line. */
  public static int groupSize(int length, int wanted) {
    boolean known = wanted == 1 || wanted == 2 || wanted == 4 || wanted == 8;
    return known && length % wanted == 0 ? wanted : 1;
  }

  /** The column of the line's ASCII part. */
  static int asciiColumn(int rowSize, int groupSize) {
    return rowSize * 2 + rowSize / groupSize + 1;
  }

  /** The bytes, at most one row, in groups of {@code groupSize}, in the CPU's byte order. */
  public static String line(byte[] bytes, int rowSize, int groupSize, boolean ascii) {
    StringBuilder line = new StringBuilder(rowSize * 4 + 2);
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < bytes.length; i += groupSize) {
      line.append(i > 0 ? " " : "");
      for (int j = groupSize - 1; j >= 0; j--) {
        NumberFormat.hexByte(line, buffer.get(i + j));
      }
    }
    if (ascii && bytes.length > 0) {
      line.repeat(' ', asciiColumn(rowSize, groupSize) - line.length());
      for (byte b : bytes) {
        int c = b & 0xff;
        line.append(Ctype.isAscii(c) && Ctype.isPrint(c) ? (char) c : '.');
      }
    }
    return line.toString();
  }
}
