package io.kobox.machine;

import io.kobox.debug.DebuggedCpu;
import io.kobox.debug.Debugger;
import io.kobox.unicorn.BlockWatcher;
import io.kobox.unicorn.HostCpuTime;
import io.kobox.unicorn.MemoryWatcher;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.Registers;
import io.kobox.unicorn.Unicorn;
import io.kobox.unicorn.UnicornException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The CPU: 64-bit mode, ring 0, paging with NX, write protection and, if asked for, SMEP and SMAP.
 * Used by one thread at a time.
 */
public final class Cpu implements Registers {
  private static final int SKYLAKE_CLIENT = 21;
  private static final int PAGE_FAULT = 14;
  private static final int MSR_EFER = 0xc0000080;
  private static final long EFER_LONG_MODE_NO_EXECUTE = 0x900;
  private static final long CR0_PROTECTED_WRITE_PROTECT_PAGING = 0x80010001L;
  private static final long CR0_PAGING = 0x80000001L;
  private static final long CR4_PAE = 0x20;
  private static final long CR4_PAE_SSE = 0x620;
  private static final long CR4_SMEP_SMAP = 3 << 20;
  private static final byte HLT = (byte) 0xf4;
  private static final byte INT3 = (byte) 0xcc;
  private static final byte INT = (byte) 0xcd;

  private static final int SYSCALL_LENGTH = 2;

  private static final int SOFTWARE_INTERRUPT_LENGTH = 2;

  /** An error code that names a gate. */
  private static final int ERROR_IN_IDT = 2;

  /** More stops in a row than this without any cause mean that libunicorn cannot go on. */
  private static final int MOST_SPURIOUS_STOPS = 1000;

  private final Unicorn unicorn;
  private final PageTables tables;
  private final VirtualMemory memory;
  private final TrapTable traps;
  private final ProgramPorts ports;
  private final long pageTable;
  private final long controlFlags;
  private final PendingException pending;

  /** Counts the starts and stops of the CPU: odd while it runs. */
  private final AtomicLong transitions = new AtomicLong();

  private long transition;

  /** The run that the watchdog stopped. */
  private volatile long interruptedRun;

  /** The host's thread that runs, for the watchdog. */
  private long runner;

  private @Nullable Debugger debugger;
  private long trapAddress;
  private @Nullable Stop stop;
  private boolean jumps;
  private long jumpTarget;

  Cpu(
      Unicorn unicorn,
      PageTables tables,
      VirtualMemory memory,
      TrapTable traps,
      ProgramPorts ports,
      boolean smap) {
    this.ports = ports;
    this.unicorn = unicorn;
    this.tables = tables;
    this.memory = memory;
    this.traps = traps;
    this.pageTable = tables.root();
    this.controlFlags = CR4_PAE_SSE | (smap ? CR4_SMEP_SMAP : 0);
    enablePaging();
    this.pending = new PendingException(unicorn);
    traps.leafs().connect(this);
    unicorn.ignoreUntil(); // in user mode no address of the kernel may be looked at
  }

  /** A CPU model that has SMAP, stac, clac and popcnt, and no AVX that it could not execute. */
  static Unicorn open() {
    return Unicorn.open(SKYLAKE_CLIENT);
  }

  /** See {@link Unicorn#watchMemory}. */
  public void watchMemory(MemoryWatcher watcher) {
    unicorn.watchMemory(watcher);
  }

  /** See {@link Unicorn#watchBlocks}. */
  public void watchBlocks(BlockWatcher watcher, long begin, long end) {
    unicorn.watchBlocks(watcher, begin, end);
  }

  @Override
  public long read(Register register) {
    return unicorn.read(register);
  }

  @Override
  public void write(Register register, long value) {
    unicorn.write(register, value);
  }

  /** The value of a model-specific register. */
  public long readMsr(int number) {
    return unicorn.readMsr(number);
  }

  /** Gives a model-specific register a value. */
  public void writeMsr(int number, long value) {
    unicorn.writeMsr(number, value);
  }

  /** A new place to keep this CPU's registers. */
  public CpuContext newContext() {
    return new CpuContext(unicorn.newContext());
  }

  /**
   * For a trap's handler, as the last thing it does: go on at {@code target} instead of returning
   * to the caller.
   */
  public void jump(long target) {
    jumps = true;
    jumpTarget = target;
  }

  /** Where a served function goes on: back to its caller, or where its handler asked for. */
  long takeJump() {
    long target = jumps ? jumpTarget : TrapTable.RETURN_PAD;
    jumps = false;
    return target;
  }

  /** Runs from {@code rip} on until anything stops the CPU. */
  public Stop run(long rip) {
    return runToTrap(rip) != null ? new Stop.Trap(trapAddress) : stop();
  }

  /**
   * Runs from {@code rip} on. Returns the handler of the trap that stopped the CPU, or null: then
   * {@link #stop} tells what else did. Allocates nothing on the way to a trap.
   */
  @Nullable TrapHandler runToTrap(long rip) {
    long next = rip;
    for (int spurious = 0; spurious < MOST_SPURIOUS_STOPS; spurious++) {
      int error = debugger == null ? start(next) : debugger.start(next);
      TrapHandler left = traps.leafs().takePending();
      if (left != null) {
        trapAddress = traps.leafs().pendingAddress();
        return left;
      }
      long stoppedAt = unicorn.read(Register.RIP);
      if (unicorn.takeSafepoint(stoppedAt) && error == Unicorn.OK) {
        stop = new Stop.Interrupted(stoppedAt);
        return null;
      }
      if (error == Unicorn.OK) {
        trapAddress = stoppedAt - 1;
        TrapHandler handler = traps.find(trapAddress);
        if (handler != null && (TrapTable.isOwn(trapAddress) || !interrupted())) {
          return handler;
        }
      }
      stop =
          unicorn.takeSystemCall()
              ? new Stop.InvalidOpcode(stoppedAt - SYSCALL_LENGTH)
              : cause(error, next, stoppedAt);
      if (stop != null) {
        return null;
      }
      next = stoppedAt;
    }
    throw new UnicornException("the CPU does not run at 0x" + Long.toHexString(next));
  }

  /** A call was served in the middle of a run: the watchdog is to see that the guest goes on. */
  void served() {
    transition += 2;
    transitions.lazySet(transition);
  }

  /** Runs a program's code from {@code rip} on until anything stops the CPU, which is in ring 3. */
  Stop runUser(long rip) {
    ports.setProgram(true);
    try {
      return runProgram(rip);
    } finally {
      ports.setProgram(false);
    }
  }

  private Stop runProgram(long rip) {
    long next = rip;
    for (int spurious = 0; spurious < MOST_SPURIOUS_STOPS; spurious++) {
      int error = start(next);
      long stoppedAt = unicorn.read(Register.RIP);
      boolean systemCall = unicorn.takeSystemCall();
      if (ports.takeRefused()) {
        return refused(unicorn.read(Register.RIP), 0);
      }
      if (systemCall) {
        return new Stop.SystemCall(stoppedAt);
      }
      Stop found = cause(error, next, stoppedAt);
      if (found instanceof Stop.CpuException exception) {
        return gateChecked(exception);
      }
      if (found != null) {
        return found;
      }
      next = stoppedAt;
    }
    throw new UnicornException("the CPU does not run at 0x" + Long.toHexString(next));
  }

  private static Stop refused(long rip, int errorCode) {
    return new Stop.CpuException(Stop.CpuException.GENERAL_PROTECTION, rip, errorCode);
  }

  /** Of the gates of {@code int n} a program may use those of int3 and into. */
  private Stop gateChecked(Stop.CpuException exception) {
    long at = exception.rip() - SOFTWARE_INTERRUPT_LENGTH;
    int vector = exception.vector();
    if (pending.isFault()
        || !holds(at, INT)
        || holds(exception.rip() - 1, INT3)
        || vector == Stop.CpuException.BREAKPOINT
        || vector == Stop.CpuException.OVERFLOW) {
      return exception;
    }
    unicorn.write(Register.RIP, at);
    return refused(at, vector * Long.BYTES + ERROR_IN_IDT);
  }

  private int start(long rip) {
    runner = HostCpuTime.currentThread();
    transitions.lazySet(++transition);
    int error = unicorn.start(rip, TrapTable.NEVER);
    transitions.lazySet(++transition);
    return error;
  }

  /** The trap that the last run stopped at. */
  long trapAddress() {
    return trapAddress;
  }

  /** Why the last run stopped, where it was no trap. */
  Stop stop() {
    if (stop == null) {
      throw new IllegalStateException("no stop");
    }
    return stop;
  }

  /** The number of starts and stops so far; may be read by any thread. Odd: the CPU runs. */
  long transitions() {
    return transitions.get();
  }

  /** The host's thread of the run that {@link #transitions} counted last. */
  long runner() {
    return runner;
  }

  /**
   * Stops the run at its next block ({@link Stop.Interrupted}); may be called from any thread.
   * False: this host has no safepoints.
   */
  public boolean interruptAtSafepoint() {
    return unicorn.stopAtSafepoint();
  }

  /**
   * Stops the run that {@link #transitions} had this value in, at a safepoint or, on hosts that
   * have none, anywhere: a loop ends, but a computation is lost. Called by the watchdog.
   */
  void interrupt(long run) {
    if (!interruptAtSafepoint()) {
      stopNow(run);
    }
  }

  /** Stops the CPU where it is now ({@link Stop.Interrupted}); for a {@code pause()}. */
  public void interrupt() {
    stopNow(transitions());
  }

  private void stopNow(long run) {
    interruptedRun = run;
    unicorn.stop();
  }

  /** Has all runs from now on go through a debugger, which holds {@link #debugged}. */
  public void attach(Debugger newDebugger) {
    debugger = newDebugger;
    traps.leafs().giveUp(traps);
  }

  /** This CPU for a debugger. */
  public DebuggedCpu debugged() {
    return new Debugged();
  }

  private final class Debugged implements DebuggedCpu {
    @Override
    public int start(long rip) {
      return Cpu.this.start(rip);
    }

    @Override
    public boolean faultPending() {
      return pending.isWaiting();
    }

    @Override
    public boolean isCode(long address) {
      long entry = tables.entry(address);
      return entry != 0 && (entry & PageTables.NO_EXECUTE) == 0;
    }

    @Override
    public int codeAt(long address) {
      try {
        return memory.getByte(address) & 0xff;
      } catch (PageFaultException e) {
        return -1;
      }
    }

    @Override
    public long physical(long address) {
      return tables.translate(address);
    }

    @Override
    public void watchMemory(MemoryWatcher watcher) {
      unicorn.watchMemory(watcher);
    }

    @Override
    public void patchCode(long address, byte value) {
      memory.writeProtected(address, new byte[] {value});
    }

    @Override
    public long read(Register register) {
      return unicorn.read(register);
    }

    @Override
    public void write(Register register, long value) {
      unicorn.write(register, value);
    }
  }

  /** Takes the registers of {@code context}, with other page tables than there were. */
  void restore(CpuContext context) {
    context.restore();
    unicorn.flushTlb();
  }

  void close() {
    pending.close();
    ports.close();
    unicorn.close();
  }

  /** Whether guest code switched to page tables or a mode of its own. */
  private boolean pagingLost() {
    return unicorn.read(Register.CR3) != pageTable
        || (~unicorn.read(Register.CR0) & CR0_PAGING) != 0
        || (~unicorn.read(Register.CR4) & CR4_PAE) != 0;
  }

  /** Real hardware would not survive; here the guest's code fails and the machine is repaired. */
  private Stop machineCheck(long rip) {
    pending.take();
    enablePaging();
    return new Stop.CpuException(Stop.CpuException.MACHINE_CHECK, rip, 0);
  }

  private void enablePaging() {
    unicorn.writeMsr(MSR_EFER, unicorn.readMsr(MSR_EFER) | EFER_LONG_MODE_NO_EXECUTE);
    unicorn.write(Register.CR3, pageTable);
    unicorn.write(Register.CR4, controlFlags);
    unicorn.write(Register.CR0, unicorn.read(Register.CR0) | CR0_PROTECTED_WRITE_PROTECT_PAGING);
  }

  private boolean interrupted() {
    return interruptedRun == transition - 1;
  }

  private @Nullable Stop cause(int error, long start, long rip) {
    return switch (error) {
      case Unicorn.OK -> quietStop(start, rip);
      case Unicorn.INVALID_INSTRUCTION -> new Stop.InvalidOpcode(rip);
      case Unicorn.EXCEPTION -> pagingLost() ? machineCheck(rip) : exception(rip);
      case Unicorn.READ_NO_MEMORY, Unicorn.WRITE_NO_MEMORY, Unicorn.FETCH_NO_MEMORY ->
          machineCheck(rip);
      default -> throw new UnicornException("emulation failed with error " + error);
    };
  }

  /** A stop with no exception; null if there is no reason for it. */
  private @Nullable Stop quietStop(long start, long rip) {
    if (interrupted()) {
      return new Stop.Interrupted(rip);
    }
    if (rip == TrapTable.NEVER || (rip != start && holds(rip - 1, HLT))) {
      return new Stop.Halt(rip);
    }
    return null;
  }

  private Stop exception(long rip) {
    pending.take();
    if (pending.isFault()) {
      return pending.vector() == PAGE_FAULT
          ? new Stop.PageFault(rip, unicorn.read(Register.CR2), pending.errorCode())
          : new Stop.CpuException(pending.vector(), rip, pending.errorCode());
    }
    if (holds(rip - 1, INT3)) {
      return new Stop.CpuException(Stop.CpuException.BREAKPOINT, rip, 0);
    }
    if (holds(rip - 2, INT)) {
      return new Stop.CpuException(memory.getByte(rip - 1) & 0xff, rip, 0);
    }
    return new Stop.CpuException(Stop.CpuException.DEBUG, rip, 0);
  }

  private boolean holds(long address, byte value) {
    try {
      return memory.getByte(address) == value;
    } catch (PageFaultException e) {
      return false;
    }
  }
}
