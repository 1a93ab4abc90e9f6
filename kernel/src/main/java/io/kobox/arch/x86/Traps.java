package io.kobox.arch.x86;

import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.TaskKilledError;
import io.kobox.kernel.time.TickSched;
import io.kobox.lib.bug.Bugs;
import io.kobox.machine.Cpu;
import io.kobox.machine.FaultHandler;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageTables;
import io.kobox.machine.Stop;
import io.kobox.machine.VirtualMemory;
import io.kobox.types.Structs;
import io.kobox.unicorn.Register;
import java.util.Locale;
import java.util.function.LongUnaryOperator;

/** The exception handlers of the kernel (arch/x86/kernel/traps.c). */
public final class Traps implements FaultHandler {
  private static final int UD2_LENGTH = 2;
  private static final int INVALID_OPCODE = 6;
  private static final int SIGKILL = 9;

  private final Printk printk;
  private final Oops oops;
  private final PageFaults pageFaults;
  private final GeneralProtection generalProtection;
  private final Bugs bugs;
  private final DumpStack dumpStack;
  private final Extable extable;
  private final SoftLockup softLockup;
  private final TickSched tick;
  private final Tsc tsc;
  private VirtualMemory.UserFaults userFaults = (address, write) -> false;
  private long lastReport;

  /**
   * @param searchExtable search_exception_tables: the entry's address for a faulting instruction's,
   *     0 if there is none
   */
  public Traps(
      Printk printk,
      Oops oops,
      Bugs bugs,
      DumpStack dumpStack,
      PageTables pageTables,
      GuestMemory memory,
      LongUnaryOperator searchExtable,
      Structs structs,
      Scheduler scheduler,
      TickSched tick,
      Tsc tsc) {
    this.printk = printk;
    this.oops = oops;
    this.bugs = bugs;
    this.dumpStack = dumpStack;
    this.extable = new Extable(searchExtable, structs, memory);
    this.tick = tick;
    this.tsc = tsc;
    this.softLockup = new SoftLockup(scheduler, tick);
    this.pageFaults = new PageFaults(printk, oops, pageTables, scheduler::current);
    this.generalProtection = new GeneralProtection(oops, memory);
  }

  /** Who brings the pages of programs that the kernel touches. */
  public void setUserFaults(VirtualMemory.UserFaults faults) {
    userFaults = faults;
  }

  @Override
  public long handle(Stop stop, Cpu cpu) {
    lastReport = printk.nextSeq();
    return switch (stop) {
      case Stop.PageFault fault -> pageFault(fault, cpu);
      case Stop.InvalidOpcode invalid -> invalidOpcode(invalid, cpu);
      case Stop.CpuException exception -> exception(exception, cpu);
      case Stop.Halt halt -> throw oops.die("general protection fault", at(cpu, halt.rip() - 1), 0);
      case Stop.Interrupted interrupted -> stuck(interrupted, cpu);
      case Stop.Trap trap -> trap.rip();
      case Stop.SystemCall call -> throw oops.die("invalid opcode", at(cpu, call.rip()), 0);
    };
  }

  /** The number of the record that the report of the last exception begins with. */
  public long lastReport() {
    return lastReport;
  }

  /** The CPU runs on without a trap, or a loop of pauses lasts until the clock interrupts. */
  private long stuck(Stop.Interrupted stop, Cpu cpu) {
    if (tsc.takeInterrupted()) {
      tick.poll();
      return stop.rip();
    }
    softLockup.pass(at(cpu, stop.rip()));
    if (softLockup.reported()) {
      throw new TaskKilledError(SIGKILL);
    }
    return stop.rip();
  }

  /** After an interrupt of the clock: a task that keeps the CPU is reported, and then ended. */
  public void checkSoftLockup(Cpu cpu) {
    if (softLockup.isDue()) {
      TaskKilledError end = oops.softLockup(softLockup.seconds(), at(cpu, cpu.read(Register.RIP)));
      if (softLockup.again()) {
        throw end;
      }
    }
  }

  /** A CPU that spins in a served function: the report, and what ends the task. */
  public Error lockup(Cpu cpu) {
    return oops.softLockup(softLockup.seconds(), at(cpu, cpu.read(Register.RIP)));
  }

  /**
   * BUG() in a served function: the report, and what ends the task.
   *
   * @param site where Linux has it: {@code lib/list_debug.c:33}
   */
  public Error bug(Cpu cpu, String site) {
    printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
    printk.printk(2, "kernel BUG at " + site + "!\n");
    return oops.die("invalid opcode", at(cpu, cpu.read(Register.RIP)), 0);
  }

  /** A BUG in a served function, whose message is out already: what ends the task. */
  public Error bug(Cpu cpu) {
    return oops.die("invalid opcode", at(cpu, cpu.read(Register.RIP)), 0);
  }

  /** The registers where a served function was called, with the call trace. */
  public void showRegs(Cpu cpu) {
    dumpStack.showRegs(at(cpu, cpu.read(Register.RIP)));
  }

  private static PtRegs at(Cpu cpu, long ip) {
    return PtRegs.of(cpu, ip);
  }

  private long pageFault(Stop.PageFault fault, Cpu cpu) {
    boolean present = (fault.errorCode() & Stop.PageFault.PROTECTION) != 0;
    boolean write = (fault.errorCode() & Stop.PageFault.WRITE) != 0;
    if (!present && fault.address() >= 0 && userFaults.fault(fault.address(), write)) {
      return fault.rip();
    }
    long fixup = extable.fixup(fault, cpu);
    if (fixup != 0) {
      return fixup;
    }
    throw pageFaults.oops(fault, at(cpu, fault.rip()));
  }

  /** exc_invalid_op: a BUG or WARN if the bug table knows the address. */
  private long invalidOpcode(Stop.InvalidOpcode stop, Cpu cpu) {
    PtRegs regs = at(cpu, stop.rip());
    if (bugs.report(stop.rip(), () -> dumpStack.showRegs(regs)) == Bugs.Type.WARN) {
      return stop.rip() + UD2_LENGTH;
    }
    long fixup = extable.fixup(cpu, stop.rip(), INVALID_OPCODE);
    if (fixup != 0) {
      return fixup;
    }
    throw oops.die("invalid opcode", regs, 0);
  }

  private long exception(Stop.CpuException stop, Cpu cpu) {
    long fixup = extable.fixup(cpu, stop.rip(), stop.vector());
    if (fixup != 0) {
      return fixup;
    }
    PtRegs regs = at(cpu, stop.rip());
    throw switch (stop.vector()) {
      case Stop.CpuException.DIVIDE_ERROR -> oops.die("divide error", regs, 0);
      case Stop.CpuException.GENERAL_PROTECTION -> generalProtection.die(regs, stop.errorCode());
      case Stop.CpuException.BREAKPOINT -> oops.dieInNmi("int3", regs, 0);
      case Stop.CpuException.DOUBLE_FAULT -> doubleFault(regs, stop.errorCode());
      default -> oops.die("exception " + stop.vector(), regs, stop.errorCode());
    };
  }

  private Error doubleFault(PtRegs regs, long errorCode) {
    printk.printk(
        0, String.format(Locale.ROOT, "PANIC: double fault, error_code: 0x%x\n", errorCode));
    return oops.dieInNmi("double fault", regs, errorCode);
  }
}
