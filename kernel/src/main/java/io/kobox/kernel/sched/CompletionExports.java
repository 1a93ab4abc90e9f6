package io.kobox.kernel.sched;

import io.kobox.export.KernelExport;
import io.kobox.kernel.time.Sleep;
import io.kobox.types.Struct;
import io.kobox.types.Structs;

/** Completions (kernel/sched/completion.c). */
public final class CompletionExports {
  private static final int ERESTARTSYS = 512;
  private static final long UINT_MAX = 0xffffffffL;

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final Sleep timeouts;
  private final Structs structs;
  private final Waiters waiters = new Waiters();

  public CompletionExports(
      Scheduler scheduler, AtomicSleep sleep, Sleep timeouts, Structs structs) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.timeouts = timeouts;
    this.structs = structs;
  }

  private Struct at(long completion) {
    return structs.at("completion", completion);
  }

  /** void complete(struct completion *x). */
  @KernelExport
  public void complete(long completion) {
    Struct struct = at(completion);
    long done = struct.get("done");
    if (done != UINT_MAX) {
      struct.set("done", done + 1);
    }
    wakeOne(completion);
  }

  private boolean wakeOne(long completion) {
    Task first = waiters.first(completion);
    if (first == null) {
      return false;
    }
    waiters.remove(completion, first);
    scheduler.wake(first, Task.TASK_NORMAL);
    return true;
  }

  /** void complete_all(struct completion *x). */
  @KernelExport
  void complete_all(long completion) {
    at(completion).set("done", UINT_MAX);
    while (wakeOne(completion)) {
      // the next one
    }
  }

  /** do_wait_for_common: the jiffies left, at least 1; 0 at the end of them; -ERESTARTSYS. */
  private long await(long completion, long timeout, int state) {
    sleep.mightSleep();
    Task task = scheduler.current();
    Struct struct = at(completion);
    long left = timeout;
    while (struct.get("done") == 0) {
      if (task.signalPendingState(state)) {
        return -ERESTARTSYS;
      }
      if (left == 0) {
        return 0;
      }
      waiters.add(completion, task);
      try {
        left = timeouts.timeout(left, state);
      } finally {
        waiters.remove(completion, task);
      }
    }
    long done = struct.get("done");
    if (done != UINT_MAX) {
      struct.set("done", done - 1);
    }
    return left == 0 ? 1 : left;
  }

  private static int interrupted(long result) {
    return result == -ERESTARTSYS ? -ERESTARTSYS : 0;
  }

  /** void wait_for_completion(struct completion *x). */
  @KernelExport(aliases = "wait_for_completion_io")
  public void wait_for_completion(long completion) {
    await(completion, Long.MAX_VALUE, Task.TASK_UNINTERRUPTIBLE);
  }

  /** unsigned long wait_for_completion_timeout(struct completion *x, unsigned long timeout). */
  @KernelExport(aliases = "wait_for_completion_io_timeout")
  long wait_for_completion_timeout(long completion, long timeout) {
    return await(completion, timeout, Task.TASK_UNINTERRUPTIBLE);
  }

  /** int wait_for_completion_interruptible(struct completion *x). */
  @KernelExport
  int wait_for_completion_interruptible(long completion) {
    return interrupted(await(completion, Long.MAX_VALUE, Task.TASK_INTERRUPTIBLE));
  }

  /** long wait_for_completion_interruptible_timeout(x, unsigned long timeout). */
  @KernelExport
  long wait_for_completion_interruptible_timeout(long completion, long timeout) {
    return await(completion, timeout, Task.TASK_INTERRUPTIBLE);
  }

  /** int wait_for_completion_killable(struct completion *x). */
  @KernelExport
  int wait_for_completion_killable(long completion) {
    return interrupted(await(completion, Long.MAX_VALUE, Task.TASK_KILLABLE));
  }

  /** long wait_for_completion_killable_timeout(x, unsigned long timeout). */
  @KernelExport
  long wait_for_completion_killable_timeout(long completion, long timeout) {
    return await(completion, timeout, Task.TASK_KILLABLE);
  }

  /** int wait_for_completion_state(struct completion *x, unsigned int state). */
  @KernelExport
  int wait_for_completion_state(long completion, int state) {
    return interrupted(await(completion, Long.MAX_VALUE, state));
  }

  /** bool try_wait_for_completion(struct completion *x). */
  @KernelExport
  boolean try_wait_for_completion(long completion) {
    Struct struct = at(completion);
    long done = struct.get("done");
    if (done == 0) {
      return false;
    }
    if (done != UINT_MAX) {
      struct.set("done", done - 1);
    }
    return true;
  }

  /** bool completion_done(struct completion *x). */
  @KernelExport
  boolean completion_done(long completion) {
    return at(completion).get("done") != 0;
  }
}
