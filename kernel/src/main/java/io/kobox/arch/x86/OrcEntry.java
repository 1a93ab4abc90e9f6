package io.kobox.arch.x86;

import io.kobox.types.Struct;
import io.kobox.types.StructType;

/**
 * How to get from a place in code to its caller's frame (struct orc_entry,
 * arch/x86/include/asm/orc_types.h).
 *
 * @param stackBase the register that the caller's stack pointer is reckoned from, ORC_REG_*
 * @param frameBase likewise for the caller's RBP
 */
record OrcEntry(int stackOffset, int frameOffset, int stackBase, int frameBase, Type type) {
  static final int UNDEFINED = 0;
  static final int PREVIOUS_SP = 1;
  static final int DX = 2;
  static final int DI = 3;
  static final int BP = 4;
  static final int SP = 5;
  static final int R10 = 6;
  static final int R13 = 7;
  static final int BP_INDIRECT = 8;
  static final int SP_INDIRECT = 9;

  /** What lies in the frame. */
  enum Type {
    /** Nothing is known: the walk cannot go on. */
    NONE,
    END_OF_STACK,
    /** A return address. */
    CALL,
    /** struct pt_regs, or a part of it: entry code, which no module has. */
    REGISTERS
  }

  private static final Type[] TYPES = {Type.CALL, Type.REGISTERS, Type.REGISTERS};

  /** Since Linux 6.4. */
  private static final Type[] TYPES_WITH_END = {
    Type.NONE, Type.END_OF_STACK, Type.CALL, Type.REGISTERS, Type.REGISTERS
  };

  /** A function was called and has not run yet: also for a jump to address 0. */
  static final OrcEntry AT_ENTRY = new OrcEntry(Long.BYTES, 0, SP, UNDEFINED, Type.CALL);

  /** orc_fp_entry: code without a table is taken to have a frame pointer. */
  static final OrcEntry FRAME_POINTER = new OrcEntry(16, -16, BP, PREVIOUS_SP, Type.CALL);

  static OrcEntry read(StructType layout, long address) {
    Struct entry = layout.at(address);
    int base = (int) entry.bits("sp_reg");
    return new OrcEntry(
        (short) entry.getInt("sp_offset"),
        (short) entry.getInt("bp_offset"),
        base,
        (int) entry.bits("bp_reg"),
        type(layout, entry, base));
  }

  private static Type type(StructType layout, Struct entry, int base) {
    int number = (int) entry.bits("type");
    if (!layout.has("end")) {
      return number < TYPES_WITH_END.length ? TYPES_WITH_END[number] : Type.NONE;
    }
    if (base == UNDEFINED) {
      return entry.bits("end") != 0 ? Type.END_OF_STACK : Type.NONE;
    }
    return number < TYPES.length ? TYPES[number] : Type.NONE;
  }

  /** Whether this entry only ends a section, and yields to a real one of the same address. */
  boolean isTerminator() {
    return stackBase == UNDEFINED && type == Type.NONE;
  }
}
