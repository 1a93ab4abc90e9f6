package io.kobox.kernel.time;

import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;

/** Sleeping for jiffies (kernel/time/timer.c: schedule_timeout). */
public final class Sleep {
  private final Scheduler scheduler;
  private final AtomicSleep schedule;
  private final TimerWheel wheel;
  private final Jiffies jiffies;

  public Sleep(Scheduler scheduler, AtomicSleep schedule, TimerWheel wheel, Jiffies jiffies) {
    this.scheduler = scheduler;
    this.schedule = schedule;
    this.wheel = wheel;
    this.jiffies = jiffies;
  }

  /**
   * schedule_timeout(): gives up the CPU, as the task's state says, for at most {@code timeout}
   * jiffies; the jiffies left. MAX_SCHEDULE_TIMEOUT sleeps without a limit.
   */
  public long timeout(long timeout) {
    if (timeout == Long.MAX_VALUE) {
      schedule.schedule();
      return timeout;
    }
    Task task = scheduler.current();
    long expires = jiffies.get() + timeout;
    TimerWheel.Timer timer = new TimerWheel.Timer(() -> scheduler.wake(task));
    wheel.set(timer, expires, false, false);
    try {
      schedule.schedule();
    } finally {
      wheel.cancel(timer);
    }
    return Math.max(0, expires - jiffies.get());
  }

  /** The same in a given state. */
  public long timeout(long timeout, int state) {
    scheduler.current().struct().setState(state);
    return timeout(timeout);
  }

  /** msleep(). */
  public void msleep(int milliseconds) {
    long left = Jiffies.fromMilliseconds(milliseconds) + 1;
    while (left > 0) {
      left = timeout(left, Task.TASK_UNINTERRUPTIBLE);
    }
  }

  /** msleep_interruptible(): the milliseconds left when a signal came. */
  public long msleepInterruptible(int milliseconds) {
    long left = Jiffies.fromMilliseconds(milliseconds) + 1;
    while (left > 0 && scheduler.current().pendingSignal() == 0) {
      left = timeout(left, Task.TASK_INTERRUPTIBLE);
    }
    return left * 1000 / Jiffies.HZ;
  }
}
