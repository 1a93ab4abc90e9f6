package io.kobox.kernel.signal;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.fork.TaskStructs;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import java.util.HashMap;
import java.util.Map;

/** Signals that modules send and take (kernel/signal.c). */
public final class SignalExports {
  private static final int EINVAL = 22;
  private static final int ESRCH = 3;
  private static final int SIGNALS = 64;

  /** The dispositions of kernel_sigaction: ignored; else allowed. */
  private static final long SIG_IGN = 1;

  private final Scheduler scheduler;
  private final TaskStructs tasks;

  /** What kernel threads allow; they ignore all else. */
  private final Map<Task, Long> allowed = new HashMap<>();

  public SignalExports(Scheduler scheduler, TaskStructs tasks) {
    this.scheduler = scheduler;
    this.tasks = tasks;
    tasks.onFree(allowed::remove);
  }

  private static long bit(int signal) {
    return 1L << (signal - 1);
  }

  /** void kernel_sigaction(int sig, __sighandler_t action): behind allow_signal(). */
  @KernelExport
  void kernel_sigaction(int signal, long action) {
    if (signal < 1 || signal > SIGNALS) {
      return;
    }
    Task task = scheduler.current();
    long mask = allowed.getOrDefault(task, 0L);
    if (action == SIG_IGN) {
      allowed.put(task, mask & ~bit(signal));
      task.clearSignal(signal);
    } else {
      allowed.put(task, mask | bit(signal));
    }
  }

  /** int send_sig(int sig, struct task_struct *p, int priv). */
  @KernelExport
  int send_sig(int signal, long address, int fromKernel) {
    return send(signal, address);
  }

  private int send(int signal, long address) {
    Task task = tasks.at(address);
    if (signal < 0 || signal > SIGNALS) {
      return -EINVAL;
    }
    if (task == null) {
      return -ESRCH;
    }
    boolean ignored =
        task.kernelThread() && (allowed.getOrDefault(task, 0L) & bit(Math.max(signal, 1))) == 0;
    if (signal != 0 && !ignored) {
      scheduler.signal(task, signal);
    }
    return 0;
  }

  /** int send_sig_info(int sig, struct kernel_siginfo *info, struct task_struct *p). */
  @KernelExport(level = Level.PARTIAL, note = "what the info says is dropped")
  int send_sig_info(int signal, long info, long task) {
    return send(signal, task);
  }

  /** void force_sig(int sig). */
  @KernelExport
  void force_sig(int signal) {
    scheduler.signal(scheduler.current(), signal);
  }

  /** void flush_signals(struct task_struct *t). */
  @KernelExport
  void flush_signals(long address) {
    Task task = tasks.at(address);
    if (task != null) {
      task.flushSignals();
    }
  }

  /** int kernel_dequeue_signal(void): the signal, taken off those that wait. */
  @KernelExport
  int kernel_dequeue_signal() {
    Task task = scheduler.current();
    int signal = task.pendingSignal();
    if (signal != 0) {
      task.clearSignal(signal);
    }
    return signal;
  }
}
