package io.kobox.pc;

import io.kobox.machine.PendingException;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What the emulator leaves to be done of an x86-64 processor: it stops at exceptions and system
 * calls; here they are delivered through the guest's own descriptor tables (Intel SDM volume 3,
 * "Interrupt and exception handling in 64-bit mode", and SYSCALL in volume 2).
 */
final class Processor implements Stateful {
  static final int DEBUG = 1;
  static final int BREAKPOINT = 3;
  static final int INVALID_OPCODE = 6;
  static final int DOUBLE_FAULT = 8;
  static final int GENERAL_PROTECTION = 13;
  static final int PAGE_FAULT = 14;
  private static final int ALIGNMENT = 17;
  private static final int BREAKPOINT_OPCODE = 0xcc;
  private static final int INTERRUPT_OPCODE = 0xcd;

  /** An error code that names a gate. */
  private static final int ERROR_IN_IDT = 2;

  private static final int ERROR_INDEX_SHIFT = 3;

  private static final int MSR_STAR = 0xc0000081;
  private static final int MSR_LSTAR = 0xc0000082;
  private static final int MSR_FMASK = 0xc0000084;

  private static final int MSR_EFER = 0xc0000080;

  /** What of the CPU is neither in its registers nor in its segments. */
  private static final int[] MSRS = {
    MSR_EFER,
    MSR_STAR,
    MSR_LSTAR,
    0xc0000083,
    MSR_FMASK,
    0xc0000102,
    0xc0000103,
    0x174,
    0x175,
    0x176,
    0x277,
  };

  private static final long TRAP_FLAG = 0x100;
  private static final long INTERRUPT_FLAG = 0x200;
  private static final long NESTED_TASK = 0x4000;
  private static final long RESUME_FLAG = 0x10000;

  private static final int GATE_SIZE = 16;
  private static final int INTERRUPT_GATE = 0xe;
  private static final int TSS_STACK_0 = 4;
  private static final int TSS_INTERRUPT_STACKS = 0x24;
  private static final long STACK_ALIGNMENT = -16;

  /** Second descriptor words: 64-bit code, and data that can be written, of ring 0. */
  private static final int CODE_64 = 0x00af9b00;

  private static final int FLAT_DATA = 0x00cf9300;
  private static final int NO_LIMIT = -1;

  private final Unicorn unicorn;
  private final GuestPages pages;
  private final CpuState state;
  private final PendingException pending;

  /** The error code of the exception that was taken. */
  private int errorCode;

  Processor(Unicorn unicorn, GuestPages pages) {
    this.unicorn = unicorn;
    this.pages = pages;
    this.state = new CpuState(unicorn);
    this.pending = new PendingException(unicorn);
  }

  CpuState state() {
    return state;
  }

  /** Whether the processor lets itself be interrupted. */
  boolean interruptible() {
    return (unicorn.read(Register.RFLAGS) & INTERRUPT_FLAG) != 0;
  }

  /** Delivers an interrupt of a device. */
  boolean interrupt(int vector) {
    state.save();
    return deliver(vector, state.rip(), false, 0);
  }

  /** Whether the exception at which the processor stopped is a fault. */
  boolean faultPending() {
    return pending.isWaiting();
  }

  /** The exception at which the processor stopped: its vector, see {@link #deliverException}. */
  int takeException() {
    pending.take();
    state.save();
    pages.setRoot(state.control(3));
    errorCode = pending.isFault() ? pending.errorCode() : 0;
    if (pending.isFault()) {
      return pending.vector();
    }
    if (pages.getByte(state.rip() - 1) == BREAKPOINT_OPCODE) {
      return BREAKPOINT;
    }
    return pages.getByte(state.rip() - 2) == INTERRUPT_OPCODE ? softwareInterrupt() : DEBUG;
  }

  /** The CPU is behind {@code int}; a program may only use the gates that are made for it. */
  private int softwareInterrupt() {
    int vector = pages.getByte(state.rip() - 1);
    if (state.privilegeLevel() <= gatePrivilege(vector)) {
      return vector;
    }
    state.setRip(state.rip() - 2);
    errorCode = vector << ERROR_INDEX_SHIFT | ERROR_IN_IDT;
    return GENERAL_PROTECTION;
  }

  /** The processor is at an instruction that must not be, see {@link #deliverException}. */
  void refusedInstruction() {
    state.save();
    errorCode = 0;
  }

  private long gate(int vector) {
    return state.segmentBase(CpuState.IDTR) + (long) vector * GATE_SIZE;
  }

  private int gatePrivilege(int vector) {
    return (int) (pages.getLong(gate(vector)) >>> 45) & 3;
  }

  /** Delivers what {@link #takeException} told; false: the guest cannot take it (triple fault). */
  boolean deliverException(int vector) {
    boolean hasError =
        vector == DOUBLE_FAULT || (vector >= 10 && vector <= PAGE_FAULT) || vector == ALIGNMENT;
    return deliver(vector, state.rip(), hasError, errorCode)
        || deliver(DOUBLE_FAULT, state.rip(), true, 0);
  }

  /** Delivers the exception of an instruction that does not exist. */
  boolean invalidOpcode() {
    pending.take();
    state.save();
    return deliver(INVALID_OPCODE, state.rip(), false, 0);
  }

  private boolean deliver(int vector, long rip, boolean hasError, int error) {
    pages.setRoot(state.control(3));
    long gate = gate(vector);
    long low = pages.getLong(gate);
    int type = (int) (low >>> 40) & 0xf;
    if ((low >>> 47 & 1) == 0) {
      return false;
    }
    long target =
        (low & 0xffff)
            | (low >>> 32 & 0xffff0000L)
            | (pages.getLong(gate + Long.BYTES) & 0xffffffffL) << 32;
    int selector = (int) (low >>> 16) & 0xfffc;
    int stack = (int) (low >>> 32) & 7;
    boolean outward = state.privilegeLevel() != 0;
    long tss = state.segmentBase(CpuState.TR);
    long rsp = state.general(CpuState.RSP);
    long sp = rsp;
    if (stack != 0) {
      sp = pages.getLong(tss + TSS_INTERRUPT_STACKS + (stack - 1L) * Long.BYTES);
    } else if (outward) {
      sp = pages.getLong(tss + TSS_STACK_0);
    }
    sp &= STACK_ALIGNMENT;
    long flags = unicorn.read(Register.RFLAGS);
    long[] frame = {
      state.selector(CpuState.SS), rsp, flags, state.selector(CpuState.CS), rip, error
    };
    int count = hasError ? frame.length : frame.length - 1;
    for (int i = 0; i < count; i++) {
      sp -= Long.BYTES;
      if (!pages.putLong(sp, frame[i])) {
        return false;
      }
    }
    state.setGeneral(CpuState.RSP, sp);
    state.setRip(target);
    state.setSegment(CpuState.CS, selector, 0, NO_LIMIT, CODE_64);
    boolean bigStack = !outward;
    if (outward) {
      state.setSegment(CpuState.SS, 0, 0, 0, 0);
    }
    state.setLongMode(0, bigStack);
    state.restore();
    long cleared = TRAP_FLAG | NESTED_TASK | RESUME_FLAG;
    unicorn.write(
        Register.RFLAGS, flags & ~(type == INTERRUPT_GATE ? cleared | INTERRUPT_FLAG : cleared));
    return true;
  }

  /** Enters the kernel as the instruction SYSCALL does; the processor stopped behind it. */
  void systemCall() {
    state.save();
    long flags = unicorn.read(Register.RFLAGS);
    int selector = (int) (unicorn.readMsr(MSR_STAR) >>> 32) & 0xfffc;
    state.setGeneral(CpuState.RCX, state.rip());
    state.setGeneral(CpuState.R11, flags & ~RESUME_FLAG);
    state.setRip(unicorn.readMsr(MSR_LSTAR));
    state.setSegment(CpuState.CS, selector, 0, NO_LIMIT, CODE_64);
    state.setSegment(CpuState.SS, selector + 8, 0, NO_LIMIT, FLAT_DATA);
    state.setLongMode(0, true);
    state.restore();
    unicorn.write(Register.RFLAGS, flags & ~(unicorn.readMsr(MSR_FMASK) | RESUME_FLAG));
  }

  /** Runs in the kernel's mode, with these page tables, from now on. */
  void enterKernel(long pageTable) {
    state.save();
    state.setControl(3, pageTable);
    state.setLongMode(0, true);
    state.restore();
    unicorn.flushTlb();
  }

  @Override
  public void save(DataOutput out) throws IOException {
    state.save();
    byte[] registers = state.registers();
    out.writeInt(registers.length);
    out.write(registers);
    out.writeLong(unicorn.read(Register.RFLAGS));
    for (int msr : MSRS) {
      out.writeLong(unicorn.readMsr(msr));
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    byte[] registers = new byte[in.readInt()];
    in.readFully(registers);
    state.save();
    state.setRegisters(registers);
    state.restore();
    unicorn.write(Register.RFLAGS, in.readLong());
    for (int msr : MSRS) {
      unicorn.writeMsr(msr, in.readLong());
    }
    unicorn.flushTlb();
    pages.setRoot(state.control(3));
  }

  void close() {
    pending.close();
    state.close();
  }
}
