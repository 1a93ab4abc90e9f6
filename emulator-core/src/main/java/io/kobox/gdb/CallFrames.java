package io.kobox.gdb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;

/**
 * Writes {@code .debug_frame} (DWARF 4, 6.4): how a debugger finds callers where it has no code.
 */
public final class CallFrames {
  private static final int ID = 0xffffffff;
  private static final int RSP = 7;
  private static final int RETURN_ADDRESS = 16;
  private static final byte DEF_CFA = 0x0c;
  private static final byte UNDEFINED = 0x07;
  private static final byte OFFSET = (byte) 0x80;

  private final ByteArrayOutputStream section = new ByteArrayOutputStream();

  /** With the rule of a function's first instruction for all: the return address is at RSP. */
  public CallFrames() {
    byte[] rules = {
      1, 0, 1, 0x78, RETURN_ADDRESS, DEF_CFA, RSP, 8, (byte) (OFFSET | RETURN_ADDRESS), 1
    };
    entry(rules.length, information -> information.putInt(ID).put(rules));
  }

  /** The code from {@code begin} to {@code end} has no caller. */
  public void addOutermost(long begin, long end) {
    add(begin, end, new byte[] {UNDEFINED, RETURN_ADDRESS});
  }

  /** The function from {@code begin} to {@code end}, with its call frame instructions. */
  public void add(long begin, long end, byte[] instructions) {
    entry(
        2 * Long.BYTES + instructions.length,
        entry -> entry.putInt(0).putLong(begin).putLong(end - begin).put(instructions));
  }

  public byte[] bytes() {
    return section.toByteArray();
  }

  /** An entry: its length, and a body padded with zeros, which are no instructions. */
  private void entry(int length, Consumer<ByteBuffer> body) {
    int padded = Integer.BYTES + length + 7 & -8;
    ByteBuffer entry = ByteBuffer.allocate(Integer.BYTES + padded).order(ByteOrder.LITTLE_ENDIAN);
    body.accept(entry.putInt(padded));
    section.writeBytes(entry.array());
  }
}
