package io.kobox.kernel.time;

import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.Wait;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    TimedWait wait = begin(timeout);
    wait.sleep();
    return wait.finish();
  }

  /** The same in a given state. */
  public long timeout(long timeout, int state) {
    scheduler.current().struct().setState(state);
    return timeout(timeout);
  }

  /** schedule_timeout() as modules call it. */
  public long scheduleTimeout(long timeout) {
    if (timeout == Long.MAX_VALUE) {
      schedule.await(timeout);
      return timeout;
    }
    return Objects.requireNonNull(scheduler.await(begin(timeout)));
  }

  /** The same in a given state. */
  public long scheduleTimeout(long timeout, int state) {
    scheduler.current().struct().setState(state);
    return scheduleTimeout(timeout);
  }

  private TimedWait begin(long timeout) {
    Task task = scheduler.current();
    long expires = jiffies.get() + timeout;
    TimerWheel.Timer timer = new TimerWheel.Timer(() -> scheduler.wake(task));
    wheel.set(timer, expires, false, false);
    return new TimedWait(schedule, wheel, jiffies, timer, expires);
  }

  /** msleep(). */
  public void msleep(int milliseconds) {
    scheduler.await(new Msleep(Jiffies.fromMilliseconds(milliseconds) + 1));
  }

  /** msleep_interruptible(): the milliseconds left when a signal came. */
  public long msleepInterruptible(int milliseconds) {
    return sleepInterruptibly(Jiffies.fromMilliseconds(milliseconds) + 1);
  }

  private long sleepInterruptibly(long left) {
    return left > 0 && scheduler.current().pendingSignal() == 0
        ? Objects.requireNonNull(scheduler.await(new MsleepInterruptible(left)))
        : left * 1000 / Jiffies.HZ;
  }

  /** Sleeps on until all of the time has passed, or a signal comes. */
  private final class MsleepInterruptible implements Wait {
    private final TimedWait step;

    private MsleepInterruptible(long jiffies) {
      scheduler.current().struct().setState(Task.TASK_INTERRUPTIBLE);
      step = begin(jiffies);
    }

    @Override
    public void sleep() {
      step.sleep();
    }

    @Override
    public Long finish() {
      return sleepInterruptibly(step.finish());
    }
  }

  /** Sleeps on until all of the time has passed, whoever wakes it before. */
  private final class Msleep implements Wait {
    private final TimedWait step;

    private Msleep(long jiffies) {
      scheduler.current().struct().setState(Task.TASK_UNINTERRUPTIBLE);
      step = begin(jiffies);
    }

    @Override
    public void sleep() {
      step.sleep();
    }

    @Override
    public @Nullable Long finish() {
      long left = step.finish();
      return left > 0 ? scheduler.await(new Msleep(left)) : null;
    }
  }
}
