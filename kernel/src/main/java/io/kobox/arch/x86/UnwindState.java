package io.kobox.arch.x86;

import io.kobox.kernel.sched.Task;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.TrapTable;
import io.kobox.unicorn.Register;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A walk up the frames of a task's kernel stack (arch/x86/kernel/unwind_orc.c). The kernel's own
 * functions are Java here: where one of them called the guest, the walk goes on at what the guest
 * did then.
 */
final class UnwindState {
  private final OrcTables tables;
  private final GuestMemory memory;
  private final Task.GuestState stack;
  private final LongPredicate inKernel;
  private @Nullable PtRegs regs;
  private long ip;
  private long sp;
  private long bp;
  private boolean signal = true;
  private boolean done;

  /**
   * Starts at the caller of the function that {@code regs} lie in.
   *
   * @param inKernel whether an address is the kernel's own
   */
  UnwindState(
      OrcTables tables,
      GuestMemory memory,
      Task.GuestState stack,
      LongPredicate inKernel,
      PtRegs regs) {
    this.tables = tables;
    this.memory = memory;
    this.stack = stack;
    this.inKernel = inKernel;
    this.regs = regs;
    this.ip = regs.ip();
    this.sp = regs.get(Register.RSP);
    this.bp = regs.get(Register.RBP);
    // after an overflow the stack pointer is in the guard page
    if (stack.contains(sp) || stack.contains(AddressLayout.pageAlign(sp))) {
      next();
    } else {
      done = true;
    }
  }

  /** unwind_get_return_address_ptr: where the frame's return address lies; 0 at the end. */
  long returnAddressPointer() {
    return done ? 0 : sp - Long.BYTES;
  }

  /** unwind_next_frame. */
  void next() {
    if (!done && !step()) {
      done = true;
    }
  }

  private boolean step() {
    if (ip == TrapTable.RETURN) {
      Task.Entry entry = stack.entryAbove(sp);
      if (entry == null || entry.ip() == 0) {
        return false;
      }
      ip = entry.ip();
      sp = entry.stackPointer();
      signal = true;
    }
    OrcEntry orc = find(signal ? ip : ip - 1);
    if (orc.type() != OrcEntry.Type.CALL) {
      return false;
    }
    long before = sp;
    long frame = callersStack(orc);
    if (!stack.contains(frame - Long.BYTES)) {
      return false;
    }
    ip = memory.getLong(frame - Long.BYTES);
    sp = frame;
    signal = false;
    boolean found = findFramePointer(orc, frame);
    regs = null;
    return found && Long.compareUnsigned(sp, before) > 0;
  }

  private OrcEntry find(long at) {
    if (at == 0 || inKernel.test(at)) {
      return OrcEntry.AT_ENTRY;
    }
    OrcEntry entry = tables.find(at);
    return entry == null ? OrcEntry.FRAME_POINTER : entry;
  }

  /** The caller's stack pointer; 0 if it cannot be known. */
  private long callersStack(OrcEntry orc) {
    return switch (orc.stackBase()) {
      case OrcEntry.SP -> sp + orc.stackOffset();
      case OrcEntry.BP -> bp + orc.stackOffset();
      case OrcEntry.SP_INDIRECT -> stack.contains(sp) ? memory.getLong(sp) + orc.stackOffset() : 0;
      case OrcEntry.BP_INDIRECT -> {
        long at = bp + orc.stackOffset();
        yield stack.contains(at) ? memory.getLong(at) : 0;
      }
      case OrcEntry.R10 -> register(Register.R10);
      case OrcEntry.R13 -> register(Register.R13);
      case OrcEntry.DI -> register(Register.RDI);
      case OrcEntry.DX -> register(Register.RDX);
      default -> 0;
    };
  }

  private long register(Register register) {
    return regs == null ? 0 : regs.get(register);
  }

  private boolean findFramePointer(OrcEntry orc, long frame) {
    long at;
    switch (orc.frameBase()) {
      case OrcEntry.UNDEFINED -> {
        return true;
      }
      case OrcEntry.PREVIOUS_SP -> at = frame + orc.frameOffset();
      case OrcEntry.BP -> at = bp + orc.frameOffset();
      default -> {
        return false;
      }
    }
    if (!stack.contains(at)) {
      return false;
    }
    bp = memory.getLong(at);
    return true;
  }
}
