package io.kobox.kernel.time;

import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.Wait;

/** struct hrtimer_sleeper: a sleep as the task's state says, to a time at the latest. */
final class HrtimerSleep implements Wait {
  private static final long EINTR = 4;

  private final AtomicSleep schedule;
  private final Hrtimers hrtimers;
  private final Hrtimers.Timer timer;
  private final Task task;
  private boolean fired;

  /**
   * @param softExpires when it may end
   * @param expires when it does
   */
  HrtimerSleep(
      Scheduler scheduler,
      AtomicSleep schedule,
      Hrtimers hrtimers,
      long softExpires,
      long expires) {
    this.schedule = schedule;
    this.hrtimers = hrtimers;
    this.task = scheduler.current();
    timer =
        new Hrtimers.Timer(
            () -> {
              fired = true;
              scheduler.wake(task);
            });
    hrtimers.start(timer, softExpires, expires, false);
  }

  @Override
  public void sleep() {
    boolean woken = false;
    try {
      schedule.schedule();
      woken = true;
    } finally {
      if (!woken) {
        hasExpired();
      }
    }
  }

  /** Whether the time came; called once, when it has slept. */
  boolean hasExpired() {
    hrtimers.cancel(timer);
    task.struct().setState(Task.TASK_RUNNING);
    return fired;
  }

  @Override
  public Long finish() {
    return hasExpired() ? 0 : -EINTR;
  }
}
