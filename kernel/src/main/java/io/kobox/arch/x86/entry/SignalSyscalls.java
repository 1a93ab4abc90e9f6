package io.kobox.arch.x86.entry;

import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.signal.Sighand;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;

/** Signals (kernel/signal.c). */
final class SignalSyscalls {
  private static final int SIGSET_SIZE = 8;
  private static final int SIGKILL = 9;
  private static final int SIGSTOP = 19;
  private static final int SIG_BLOCK = 0;
  private static final int SIG_UNBLOCK = 1;
  private static final int SIG_SETMASK = 2;

  private final UserProgram program;
  private final Process process;
  private final ProcessCalls calls;
  private final UserSpace space;

  SignalSyscalls(UserProgram program, ProcessCalls calls, UserSpace space) {
    this.program = program;
    this.process = program.process();
    this.calls = calls;
    this.space = space;
  }

  void addTo(SyscallTable table) {
    table.add(13, this::sigaction);
    table.add(14, this::sigprocmask);
    table.add(15, a -> sigreturn());
    table.add(34, a -> suspend(process.task().blockedSignals()));
    table.add(62, a -> kill((int) a[0], (int) a[1]));
    table.add(127, this::sigpending);
    table.add(130, this::sigsuspend);
    table.add(131, this::sigaltstack);
    table.add(200, a -> kill((int) a[0], (int) a[1]));
    table.add(234, a -> kill((int) a[1], (int) a[2]));
  }

  private static void checkSize(long size) throws ErrnoException {
    if (size != SIGSET_SIZE) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  private Sighand handlers() {
    Sighand handlers = process.sighand();
    if (handlers == null) {
      throw new IllegalStateException("a program without handlers");
    }
    return handlers;
  }

  private long sigaction(long[] a) throws ErrnoException {
    calls.enter();
    int signal = (int) a[0];
    checkSize(a[3]);
    if (signal < 1
        || signal > Sighand.SIGNALS
        || (a[1] != 0 && (signal == SIGKILL || signal == SIGSTOP))) {
      throw new ErrnoException(Errno.EINVAL);
    }
    Sighand.SigAction old = handlers().action(signal);
    if (a[1] != 0) {
      Struct wanted = space.struct("sigaction", a[1]);
      Sighand.SigAction action =
          new Sighand.SigAction(
              wanted.get("sa_handler"),
              wanted.get("sa_flags"),
              wanted.get("sa_restorer"),
              wanted.get("sa_mask.sig"));
      handlers().setAction(signal, action);
      if (handlers().ignores(signal)) {
        process.task().clearSignal(signal);
      }
    }
    if (a[2] != 0) {
      Struct stored = space.cleared("sigaction", a[2]);
      stored.set("sa_handler", old.handler());
      stored.set("sa_flags", old.flags());
      stored.set("sa_restorer", old.restorer());
      stored.set("sa_mask.sig", old.mask());
    }
    return 0;
  }

  private long sigprocmask(long[] a) throws ErrnoException {
    calls.enter();
    checkSize(a[3]);
    Task task = process.task();
    long old = task.blockedSignals();
    if (a[1] != 0) {
      long mask = space.getLong(a[1]);
      task.setBlockedSignals(
          switch ((int) a[0]) {
            case SIG_BLOCK -> old | mask;
            case SIG_UNBLOCK -> old & ~mask;
            case SIG_SETMASK -> mask;
            default -> throw new ErrnoException(Errno.EINVAL);
          });
    }
    if (a[2] != 0) {
      space.putLong(a[2], old);
    }
    return 0;
  }

  private long sigreturn() {
    calls.enter();
    program.signals().sigreturn(program.context());
    return 0;
  }

  private long sigpending(long[] a) throws ErrnoException {
    calls.enter();
    Task task = process.task();
    space.putLong(a[0], task.pendingSignals() & task.blockedSignals());
    return 0;
  }

  private long sigsuspend(long[] a) throws ErrnoException {
    checkSize(a[1]);
    return suspend(space.getLong(a[0]));
  }

  /** Waits with another mask until a handler has something to do. */
  private long suspend(long mask) throws ErrnoException {
    calls.enter();
    Task task = process.task();
    program.signals().saveMask(task.blockedSignals());
    task.setBlockedSignals(mask);
    while (task.pendingSignal() == 0) {
      program.machine().scheduler().sleep(Task.TASK_INTERRUPTIBLE);
    }
    throw ErrnoException.restartable(Errno.EINTR, Errno.ERESTARTNOHAND);
  }

  private long sigaltstack(long[] a) throws ErrnoException {
    calls.enter();
    program.signals().altStack(program.context(), space, a[0], a[1]);
    return 0;
  }

  private long kill(int pid, int signal) throws ErrnoException {
    calls.kill(pid, signal);
    return 0;
  }
}
