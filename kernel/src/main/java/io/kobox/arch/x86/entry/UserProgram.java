package io.kobox.arch.x86.entry;

import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.kernel.sched.TaskKilledError;
import io.kobox.kernel.signal.SigInfo;
import io.kobox.machine.Stop;
import io.kobox.machine.UserContext;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import io.kobox.unicorn.Register;
import org.jspecify.annotations.Nullable;

/**
 * A process in ring 3: runs until it makes a system call, faults or is interrupted, serves that,
 * delivers signals, and goes on (arch/x86/entry/entry_64.S, common.c).
 */
public final class UserProgram implements Program {
  private static final int SYSCALL_LENGTH = 2;
  private static final int MOST_ERRNO = 4095;
  private static final int ENOSYS = 38;

  /** How long a program computes at most, in virtual time, before others get their turn. */
  private static final long SLICE = 4_000_000;

  /** What one interruption by the machine's watchdog counts for in virtual time. */
  private static final long INTERRUPTION = 500_000_000;

  /** So many of them in a row, with no system call, end the program. */
  private static final int MOST_INTERRUPTIONS = 60;

  private final UserMachine machine;
  private final Process process;
  private final UserContext context;
  private final UserFaults faults;
  private final SignalDelivery signals;
  private final Rseq rseq;
  private int interruptions;
  private long sliceEnd;
  private int exitStatus = -1;
  private @Nullable Runnable beginning;

  /**
   * @param context the registers that it begins with
   * @param signals the program's, with what its handlers interrupted
   * @param rseq the program's restartable sequences
   */
  UserProgram(
      UserMachine machine,
      Process process,
      UserContext context,
      SignalDelivery signals,
      Rseq rseq) {
    this.rseq = rseq;
    this.machine = machine;
    this.process = process;
    this.context = context;
    this.signals = signals;
    this.faults = new UserFaults(machine, process, context);
  }

  UserMachine machine() {
    return machine;
  }

  Process process() {
    return process;
  }

  UserContext context() {
    return context;
  }

  SignalDelivery signals() {
    return signals;
  }

  Rseq rseq() {
    return rseq;
  }

  /** Has {@code action} done in the process before its first instruction. */
  void begin(Runnable action) {
    beginning = action;
  }

  /** exit and exit_group: the program ends at the end of this call. */
  void exit(int status) {
    exitStatus = status & 0xff;
  }

  @Override
  public int run(SystemCalls calls) throws ErrnoException {
    if (!(calls instanceof ProcessCalls own)) {
      throw new IllegalArgumentException("a process of another kernel");
    }
    SyscallTable table = Syscalls.table(this, own);
    try {
      if (beginning != null) {
        beginning.run();
      }
      while (exitStatus < 0) {
        if (process.task().pendingSignal() != 0) {
          disturb();
          signals.deliver(context, null);
        }
        giveWay();
        step(own, table, machine.machine().userMode().run(context));
      }
      return exitStatus;
    } finally {
      signals.close();
      context.close();
    }
  }

  private void giveWay() {
    long now = machine.timekeeping().monotonic();
    if (now >= sliceEnd) {
      disturb();
      machine.scheduler().yieldCpu();
      sliceEnd = machine.timekeeping().monotonic() + SLICE;
      machine.scheduler().checkSignals();
    }
  }

  /** Others run, or a handler does. */
  private void disturb() {
    if (!rseq.interrupted(context)) {
      throw new TaskKilledError(SystemCalls.SIGSEGV);
    }
  }

  private void step(ProcessCalls calls, SyscallTable table, Stop stop) {
    context.write(Register.RIP, stop.rip());
    switch (stop) {
      case Stop.SystemCall call -> {
        interruptions = 0;
        systemCall(table);
      }
      case Stop.Interrupted interrupted -> interrupted(calls);
      default -> {
        if (!faults.repair(stop)) {
          faults.signal(stop, signals);
        }
      }
    }
  }

  /** do_syscall_64. */
  private void systemCall(SyscallTable table) {
    long rip = context.read(Register.RIP);
    int number = (int) context.read(Register.RAX);
    context.write(Register.RCX, rip);
    context.write(Register.R11, context.read(Register.RFLAGS));
    long[] arguments = {
      context.read(Register.RDI),
      context.read(Register.RSI),
      context.read(Register.RDX),
      context.read(Register.R10),
      context.read(Register.R8),
      context.read(Register.R9)
    };
    context.write(Register.RAX, -ENOSYS);
    try {
      long result = UserSpace.guarded(() -> table.call(number, arguments));
      if (!signals.takeReturned()) {
        context.write(Register.RAX, result);
      }
    } catch (ErrnoException e) {
      context.write(Register.RAX, -Math.min(e.number(), MOST_ERRNO));
      if (e.restart() != null) {
        signals.deliver(
            context, new SignalDelivery.Interrupted(e.restart(), number, rip - SYSCALL_LENGTH));
      }
    }
  }

  /** It computes for long: time passes, others run, and who never ends is ended. */
  private void interrupted(ProcessCalls calls) {
    interruptions++;
    machine.timekeeping().advance(INTERRUPTION);
    calls.enter();
    if (interruptions >= MOST_INTERRUPTIONS) {
      machine
          .report()
          .accept(process.task() + " computes and makes no system call any more: it is killed\n");
      throw new TaskKilledError(SystemCalls.SIGKILL);
    }
  }

  /** Sends the process a signal for what it did itself (force_sig_info). */
  static void force(Process process, UserMachine machine, int signal, SigInfo info) {
    var handlers = process.sighand();
    long bit = 1L << (signal - 1);
    boolean blocked = (process.task().blockedSignals() & bit) != 0;
    if (handlers == null || blocked || !handlers.catches(signal)) {
      throw new TaskKilledError(signal);
    }
    machine.processes().send(process, signal, info);
  }
}
