package io.kobox.arch.x86;

import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.unicorn.Register;
import java.util.function.LongFunction;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes from frame to frame of the guest's code on one stack (arch/x86/kernel/unwind_orc.c). Served
 * functions have no frame but their return address.
 */
final class UnwindOrc {
  private final GuestMemory memory;
  private final LongFunction<@Nullable OrcTable> tables;
  private final LongPredicate isServed;
  private final long end;
  private @Nullable PtRegs regs;
  private boolean signal;
  private boolean done;
  private long ip;
  private long sp;
  private long bp;
  private long returnAddressPointer;

  /**
   * @param tables the table of the module that an address lies in, null outside of modules
   * @param isServed whether Java serves the kernel function there
   * @param end where the stack ends
   */
  UnwindOrc(
      GuestMemory memory,
      LongFunction<@Nullable OrcTable> tables,
      LongPredicate isServed,
      long end) {
    this.isServed = isServed;
    this.memory = memory;
    this.tables = tables;
    this.end = end;
  }

  /** From a fault or an interrupt on: the first frame is the caller's. */
  void start(PtRegs from) {
    regs = from;
    start(from.ip(), from.get(Register.RSP), from.get(Register.RBP));
  }

  /** From an instruction with these registers on. */
  void start(long atIp, long atSp, long atBp) {
    ip = atIp;
    sp = atSp;
    bp = atBp;
    signal = true;
    done = false;
    next();
  }

  /** Where the return address of the present frame was found, 0 if the end is reached. */
  long returnAddressPointer() {
    return done ? 0 : returnAddressPointer;
  }

  /** unwind_next_frame. */
  void next() {
    if (done) {
      return;
    }
    try {
      done = !step();
    } catch (PageFaultException e) {
      done = true;
    }
  }

  private boolean step() {
    OrcTable.Entry entry = find(signal ? ip : ip - 1);
    Long base = base(entry);
    if (base == null || !entry.call()) {
      return false;
    }
    long previous = sp;
    long frame = base + entry.spOffset();
    if (entry.spRegister() == OrcTable.BP_INDIRECT) {
      frame = onStack(frame);
    } else if (entry.spRegister() == OrcTable.SP_INDIRECT) {
      frame = onStack(base) + entry.spOffset();
    }
    returnAddressPointer = frame - Long.BYTES;
    ip = onStack(returnAddressPointer);
    sp = frame;
    bp =
        switch (entry.bpRegister()) {
          case OrcTable.PREV_SP -> onStack(frame + entry.bpOffset());
          case OrcTable.BP -> onStack(bp + entry.bpOffset());
          default -> bp;
        };
    signal = false;
    regs = null;
    return Long.compareUnsigned(sp, previous) > 0;
  }

  private OrcTable.Entry find(long at) {
    OrcTable table = tables.apply(at);
    if (table == null) {
      return at == 0 || isServed.test(at) ? OrcTable.Entry.AT_START : OrcTable.Entry.FRAME_POINTER;
    }
    OrcTable.Entry entry = table.find(at);
    return entry == null ? OrcTable.Entry.FRAME_POINTER : entry;
  }

  /** The register that the caller's stack is counted from; null if it is not known. */
  private @Nullable Long base(OrcTable.Entry entry) {
    PtRegs known = regs;
    return switch (entry.spRegister()) {
      case OrcTable.SP, OrcTable.SP_INDIRECT -> sp;
      case OrcTable.BP, OrcTable.BP_INDIRECT -> bp;
      case OrcTable.R10 -> known == null ? null : known.get(Register.R10) - entry.spOffset();
      case OrcTable.R13 -> known == null ? null : known.get(Register.R13) - entry.spOffset();
      case OrcTable.DI -> known == null ? null : known.get(Register.RDI) - entry.spOffset();
      case OrcTable.DX -> known == null ? null : known.get(Register.RDX) - entry.spOffset();
      default -> null;
    };
  }

  /** deref_stack_reg. */
  private long onStack(long address) {
    if (Long.compareUnsigned(address, end - Long.BYTES) > 0
        || Long.compareUnsigned(address, end - DumpStack.STACK_SIZE) < 0) {
      throw new PageFaultException(address, false);
    }
    return memory.getLong(address);
  }
}
