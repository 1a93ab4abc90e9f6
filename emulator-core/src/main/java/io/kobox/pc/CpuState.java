package io.kobox.pc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import io.kobox.unicorn.UnicornException;
import java.lang.foreign.MemorySegment;

/**
 * The whole state of the CPU as libunicorn keeps it ({@code CPUX86State} of its QEMU): what the
 * register interface does not give, above all a change of the privilege level. {@link #save} takes
 * the CPU's state, {@link #restore} makes what is here the CPU's. Where the state lies is checked
 * against known register values when the CPU is new.
 */
@HostSide
final class CpuState implements AutoCloseable {
  /** An entry of the descriptor registers and segments: selector, base, limit, flags. */
  private static final int SEGMENT_SIZE = 24;

  private static final int SEGMENT_BASE = 8;
  private static final int SEGMENT_LIMIT = 16;
  private static final int SEGMENT_FLAGS = 20;

  private static final int RIP = 128;
  private static final int HFLAGS = 176;
  private static final int SEGMENTS = 184;
  private static final int CONTROL = 424;

  private static final int HF_CPL = 3;
  private static final int HF_CS32 = 1 << 4;
  private static final int HF_SS32 = 1 << 5;
  private static final int HF_CS64 = 1 << 15;

  private static final long MAGIC = 0x5aa5_1234_8765_0000L;
  private static final Register[] ORDER = {
    Register.RAX, Register.RCX, Register.RDX, Register.RBX,
    Register.RSP, Register.RBP, Register.RSI, Register.RDI,
    Register.R8, Register.R9, Register.R10, Register.R11,
    Register.R12, Register.R13, Register.R14, Register.R15,
  };

  static final int RAX = 0;
  static final int RCX = 1;
  static final int RSP = 4;
  static final int R11 = 11;

  /** Indexes of what {@link #segmentBase} and the like take. */
  static final int ES = 0;

  static final int CS = 1;
  static final int SS = 2;
  static final int DS = 3;
  static final int FS = 4;
  static final int GS = 5;
  static final int LDTR = 6;
  static final int TR = 7;
  static final int GDTR = 8;
  static final int IDTR = 9;

  private final Unicorn.Context context;
  private final MemorySegment bytes;
  private final long base;

  /** To be made when the CPU is new and CR3 is set. */
  CpuState(Unicorn unicorn) {
    context = unicorn.newContext();
    bytes = context.bytes();
    for (int i = 0; i < ORDER.length; i++) {
      unicorn.write(ORDER[i], MAGIC + i);
    }
    context.save();
    base = find();
    for (int i = 0; i < ORDER.length; i++) {
      if (general(i) != MAGIC + i) {
        throw new UnicornException("libunicorn keeps its registers in an unknown order");
      }
      unicorn.write(ORDER[i], 0);
    }
    if (control(3) != unicorn.read(Register.CR3) || control(0) != unicorn.read(Register.CR0)) {
      throw new UnicornException("libunicorn keeps its control registers in an unknown place");
    }
  }

  private long find() {
    for (long at = 0; at + Long.BYTES <= bytes.byteSize(); at += Integer.BYTES) {
      if (bytes.get(JAVA_LONG_UNALIGNED, at) == MAGIC) {
        return at;
      }
    }
    throw new UnicornException("libunicorn's saved state is not as expected");
  }

  void save() {
    context.save();
  }

  void restore() {
    context.restore();
  }

  /** A general register by its number in instructions. */
  long general(int number) {
    return bytes.get(JAVA_LONG_UNALIGNED, base + (long) number * Long.BYTES);
  }

  void setGeneral(int number, long value) {
    bytes.set(JAVA_LONG_UNALIGNED, base + (long) number * Long.BYTES, value);
  }

  long rip() {
    return bytes.get(JAVA_LONG_UNALIGNED, base + RIP);
  }

  void setRip(long value) {
    bytes.set(JAVA_LONG_UNALIGNED, base + RIP, value);
  }

  /** Control register {@code number}. */
  long control(int number) {
    return bytes.get(JAVA_LONG_UNALIGNED, base + CONTROL + (long) number * Long.BYTES);
  }

  void setControl(int number, long value) {
    bytes.set(JAVA_LONG_UNALIGNED, base + CONTROL + (long) number * Long.BYTES, value);
  }

  int privilegeLevel() {
    return bytes.get(JAVA_INT_UNALIGNED, base + HFLAGS) & HF_CPL;
  }

  int selector(int segment) {
    return bytes.get(JAVA_INT_UNALIGNED, at(segment));
  }

  long segmentBase(int segment) {
    return bytes.get(JAVA_LONG_UNALIGNED, at(segment) + SEGMENT_BASE);
  }

  int segmentLimit(int segment) {
    return bytes.get(JAVA_INT_UNALIGNED, at(segment) + SEGMENT_LIMIT);
  }

  /** The second word of the segment's descriptor. */
  int segmentFlags(int segment) {
    return bytes.get(JAVA_INT_UNALIGNED, at(segment) + SEGMENT_FLAGS);
  }

  void setSegment(int segment, int selector, long segmentBase, int limit, int flags) {
    long at = at(segment);
    bytes.set(JAVA_INT_UNALIGNED, at, selector);
    bytes.set(JAVA_LONG_UNALIGNED, at + SEGMENT_BASE, segmentBase);
    bytes.set(JAVA_INT_UNALIGNED, at + SEGMENT_LIMIT, limit);
    bytes.set(JAVA_INT_UNALIGNED, at + SEGMENT_FLAGS, flags);
  }

  /** What the CPU derives from its segments when it runs 64-bit code of a privilege level. */
  void setLongMode(int privilegeLevel, boolean bigStack) {
    int flags = bytes.get(JAVA_INT_UNALIGNED, base + HFLAGS);
    flags = (flags & ~(HF_CPL | HF_SS32)) | HF_CS32 | HF_CS64 | privilegeLevel;
    bytes.set(JAVA_INT_UNALIGNED, base + HFLAGS, bigStack ? flags | HF_SS32 : flags);
  }

  private long at(int segment) {
    return base + SEGMENTS + (long) segment * SEGMENT_SIZE;
  }

  /** All bytes from the registers to the end of the control registers, to compare or keep. */
  byte[] registers() {
    return bytes.asSlice(base, CONTROL + 5 * Long.BYTES).toArray(JAVA_BYTE);
  }

  void setRegisters(byte[] registers) {
    MemorySegment.copy(registers, 0, bytes, JAVA_BYTE, base, registers.length);
  }

  @Override
  public void close() {
    context.close();
  }
}
