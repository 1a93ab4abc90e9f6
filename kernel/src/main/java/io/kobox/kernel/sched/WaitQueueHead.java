package io.kobox.kernel.sched;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A wait queue of the scheduler's tasks. */
public final class WaitQueueHead implements WaitQueue {
  private final Scheduler scheduler;
  private final ArrayDeque<Task> waiters = new ArrayDeque<>();
  private final List<WaitQueue> followers = new ArrayList<>();

  public WaitQueueHead(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  @Override
  public void waitEvent(BooleanSupplier condition) throws ErrnoException {
    Task task = scheduler.current();
    while (!condition.getAsBoolean()) {
      refuseSignals(task);
      waiters.add(task);
      scheduler.sleep(Task.TASK_INTERRUPTIBLE);
      waiters.remove(task);
    }
  }

  @Override
  public void waitUninterruptibly(BooleanSupplier condition) {
    Task task = scheduler.current();
    while (!condition.getAsBoolean()) {
      waiters.add(task);
      scheduler.sleep(Task.TASK_KILLABLE);
      waiters.remove(task);
      if (task.fatalSignalPending()) {
        return;
      }
    }
  }

  @Override
  public boolean waitEventTimeout(BooleanSupplier condition, long nanoseconds)
      throws ErrnoException {
    Task task = scheduler.current();
    long deadline = scheduler.now() + nanoseconds;
    while (!condition.getAsBoolean()) {
      long left = deadline - scheduler.now();
      if (left <= 0) {
        return false;
      }
      refuseSignals(task);
      waiters.add(task);
      scheduler.sleepFor(Task.TASK_INTERRUPTIBLE, left);
      waiters.remove(task);
    }
    return true;
  }

  private static void refuseSignals(Task task) throws ErrnoException {
    if (task.pendingSignal() != 0) {
      throw ErrnoException.restartable(Errno.EINTR, Errno.ERESTARTSYS);
    }
  }

  @Override
  public void wakeUp() {
    for (Task task : waiters) {
      scheduler.wake(task);
    }
    List.copyOf(followers).forEach(WaitQueue::wakeUp);
  }

  @Override
  public Runnable forwardTo(WaitQueue other) {
    followers.add(other);
    return () -> followers.remove(other);
  }
}
