package io.kobox.machine;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import java.util.ArrayDeque;

/**
 * Calls of guest functions from Java, by the System V AMD64 calling convention, on the current
 * guest stack. Traps that the callee reaches are served here, between runs of the CPU, so handlers
 * may themselves call: Java frames nest, native ones do not.
 */
public final class GuestCalls {
  private static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.RCX, Register.R8, Register.R9
  };
  private static final int STACK_POINTER = 0;

  /** RFLAGS.DF and RFLAGS.AC, which an interrupt's entry code clears (cld, clac). */
  private static final long CLEARED_BY_INTERRUPT = 1 << 10 | 1 << 18;

  private final Cpu cpu;
  private final VirtualMemory memory;
  private final PageTables tables;
  private final FaultHandler faults;
  private final Unicorn.RegisterSet preserved;
  @HostSide private final ArrayDeque<CpuContext> freeContexts = new ArrayDeque<>();

  GuestCalls(
      Unicorn unicorn, Cpu cpu, VirtualMemory memory, PageTables tables, FaultHandler faults) {
    this.cpu = cpu;
    this.memory = memory;
    this.tables = tables;
    this.faults = faults;
    this.preserved =
        unicorn.registerSet(
            Register.RSP,
            Register.RBX,
            Register.RBP,
            Register.R12,
            Register.R13,
            Register.R14,
            Register.R15);
  }

  /**
   * Calls the guest function at {@code function} and returns its RAX. RSP and the callee-saved
   * registers are afterwards as before, also if an exception ends the call.
   */
  public long call(long function, long... arguments) {
    long[] before = new long[7];
    preserved.read(before);
    boolean returned = false;
    try {
      pass(before[STACK_POINTER], arguments);
      serve(function);
      returned = true;
      return cpu.read(Register.RAX);
    } finally {
      if (returned) {
        cpu.write(Register.RSP, before[STACK_POINTER]);
      } else {
        preserved.write(before);
      }
    }
  }

  /**
   * Goes on with a call that another thread made, which is over: the CPU is in a function that the
   * call's code called, at its end. Returns the RAX of the call.
   */
  public long resume() {
    serve(cpu.takeJump());
    return cpu.read(Register.RAX);
  }

  /**
   * As {@link #call}, at any point of the guest's code, as an interrupt would: all registers are
   * afterwards as before.
   */
  public long interruptCall(long function, long... arguments) {
    long[] result = new long[1];
    interrupt(() -> result[0] = call(function, arguments));
    return result[0];
  }

  /** Runs {@code handler}, which may call; all registers are afterwards as before. */
  public void interrupt(Runnable handler) {
    CpuContext context = freeContexts.isEmpty() ? cpu.newContext() : freeContexts.pop();
    context.save();
    try {
      cpu.write(Register.RFLAGS, cpu.read(Register.RFLAGS) & ~CLEARED_BY_INTERRUPT);
      handler.run();
    } finally {
      context.restore();
      freeContexts.push(context);
    }
  }

  void close() {
    freeContexts.forEach(CpuContext::close);
  }

  /** Where a call with this RSP and number of arguments puts the address it returns to. */
  public static long returnSlot(long stackPointer, int arguments) {
    int onStack = Math.max(0, arguments - ARGUMENTS.length);
    return (stackPointer & -16) - (onStack * 8L + 8 & -16) - 8;
  }

  private void pass(long stackPointer, long... arguments) {
    long top = returnSlot(stackPointer, arguments.length) + 8;
    for (int i = 0; i < arguments.length; i++) {
      if (i < ARGUMENTS.length) {
        cpu.write(ARGUMENTS[i], arguments[i]);
      } else {
        memory.putLong(top + (i - ARGUMENTS.length) * 8L, arguments[i]);
      }
    }
    memory.putLong(top - 8, TrapTable.RETURN);
    cpu.write(Register.RSP, top - 8);
  }

  /** The outer loop: runs the CPU, serves its traps and faults, until the call returns. */
  private void serve(long function) {
    long rip = function;
    while (true) {
      TrapHandler handler = cpu.runToTrap(rip);
      if (handler != null && cpu.trapAddress() == TrapTable.RETURN) {
        return;
      }
      rip =
          handler != null ? serveTrap(handler, cpu.trapAddress()) : faults.handle(cpu.stop(), cpu);
    }
  }

  /** A handler's own bad access is the guest's fault, at the served function. */
  private long serveTrap(TrapHandler handler, long address) {
    try {
      handler.handle(cpu, address);
      return cpu.takeJump();
    } catch (PageFaultException e) {
      return faults.handle(fault(address, e), cpu);
    }
  }

  private Stop fault(long rip, PageFaultException e) {
    if (!AddressLayout.isCanonical(e.address())) {
      return new Stop.CpuException(Stop.CpuException.GENERAL_PROTECTION, rip, 0);
    }
    int errorCode =
        (tables.isMapped(e.address()) ? Stop.PageFault.PROTECTION : 0)
            | (e.write() ? Stop.PageFault.WRITE : 0);
    return new Stop.PageFault(rip, e.address(), errorCode);
  }
}
