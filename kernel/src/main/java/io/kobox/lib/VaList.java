package io.kobox.lib;

import io.kobox.export.VarArgs;
import io.kobox.machine.GuestMemory;

/**
 * Arguments taken from a C {@code va_list}. Its layout is the System V ABI's for AMD64: gp_offset,
 * fp_offset, overflow_arg_area, reg_save_area. Kernel code passes no floating point.
 */
public final class VaList implements VarArgs {
  private static final int OVERFLOW_ARG_AREA = 8;
  private static final int REG_SAVE_AREA = 16;

  /** Where the general registers end in the register save area. */
  private static final int GP_END = 48;

  private final GuestMemory memory;
  private final long list;
  private int gpOffset;
  private long overflowArea;

  private VaList(GuestMemory memory, long list) {
    this.memory = memory;
    this.list = list;
    this.gpOffset = memory.getInt(list);
    this.overflowArea = memory.getLong(list + OVERFLOW_ARG_AREA);
  }

  /** The arguments of the va_list at {@code list}, which stays as it is (va_copy). */
  public static VaList copyOf(GuestMemory memory, long list) {
    return new VaList(memory, list);
  }

  @Override
  public long nextLong() {
    if (Integer.compareUnsigned(gpOffset, GP_END) < 0) {
      long value =
          memory.getLong(memory.getLong(list + REG_SAVE_AREA) + Integer.toUnsignedLong(gpOffset));
      gpOffset += 8;
      return value;
    }
    long value = memory.getLong(overflowArea);
    overflowArea += 8;
    return value;
  }
}
