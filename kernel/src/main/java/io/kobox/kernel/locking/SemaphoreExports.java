package io.kobox.kernel.locking;

import io.kobox.export.KernelExport;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.Waiters;
import io.kobox.kernel.time.Sleep;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.HashSet;
import java.util.Set;

/** Counting semaphores (kernel/locking/semaphore.c). */
public final class SemaphoreExports {
  private static final int EINTR = 4;
  private static final int ETIME = 62;

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final Sleep timeouts;
  private final Structs structs;
  private final Waiters waiters = new Waiters();

  /** Waiters that up() gave the semaphore to. */
  private final Set<Task> granted = new HashSet<>();

  public SemaphoreExports(Scheduler scheduler, AtomicSleep sleep, Sleep timeouts, Structs structs) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.timeouts = timeouts;
    this.structs = structs;
  }

  private Struct at(long semaphore) {
    return structs.at("semaphore", semaphore);
  }

  private boolean take(long semaphore) {
    Struct struct = at(semaphore);
    int count = struct.getInt("count");
    if (count <= 0) {
      return false;
    }
    struct.set("count", count - 1);
    return true;
  }

  /** __down_common. */
  private int down(long semaphore, int state, long timeout) {
    sleep.mightSleep();
    if (take(semaphore)) {
      return 0;
    }
    Task task = scheduler.current();
    waiters.add(semaphore, task);
    long left = timeout;
    try {
      while (!granted.remove(task)) {
        if (task.signalPendingState(state)) {
          return -EINTR;
        }
        if (left <= 0) {
          return -ETIME;
        }
        left = timeouts.timeout(left, state);
      }
      return 0;
    } finally {
      waiters.remove(semaphore, task);
    }
  }

  /** void down(struct semaphore *sem). */
  @KernelExport
  void down(long semaphore) {
    down(semaphore, Task.TASK_UNINTERRUPTIBLE, Long.MAX_VALUE);
  }

  /** int down_interruptible(struct semaphore *sem). */
  @KernelExport
  int down_interruptible(long semaphore) {
    return down(semaphore, Task.TASK_INTERRUPTIBLE, Long.MAX_VALUE);
  }

  /** int down_killable(struct semaphore *sem). */
  @KernelExport
  int down_killable(long semaphore) {
    return down(semaphore, Task.TASK_KILLABLE, Long.MAX_VALUE);
  }

  /** int down_timeout(struct semaphore *sem, long timeout). */
  @KernelExport
  int down_timeout(long semaphore, long timeout) {
    return down(semaphore, Task.TASK_UNINTERRUPTIBLE, timeout);
  }

  /** int down_trylock(struct semaphore *sem): 0 when it was taken. */
  @KernelExport
  boolean down_trylock(long semaphore) {
    return !take(semaphore);
  }

  /** void up(struct semaphore *sem). */
  @KernelExport
  void up(long semaphore) {
    Task first = waiters.first(semaphore);
    if (first == null) {
      at(semaphore).set("count", at(semaphore).get("count") + 1);
    } else {
      waiters.remove(semaphore, first);
      granted.add(first);
      scheduler.wake(first);
    }
  }
}
