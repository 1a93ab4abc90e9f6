package io.kobox.kernel.time;

import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Wait;

/** schedule_timeout() with a limit (kernel/time/timer.c): comes to the jiffies that are left. */
final class TimedWait implements Wait {
  private final AtomicSleep schedule;
  private final TimerWheel wheel;
  private final Jiffies jiffies;
  private final TimerWheel.Timer timer;
  private final long expires;

  /**
   * @param timer wakes the task; it is set already
   * @param expires when it does, in jiffies
   */
  TimedWait(
      AtomicSleep schedule,
      TimerWheel wheel,
      Jiffies jiffies,
      TimerWheel.Timer timer,
      long expires) {
    this.schedule = schedule;
    this.wheel = wheel;
    this.jiffies = jiffies;
    this.timer = timer;
    this.expires = expires;
  }

  @Override
  public void sleep() {
    boolean woken = false;
    try {
      schedule.schedule();
      woken = true;
    } finally {
      if (!woken) {
        wheel.cancel(timer);
      }
    }
  }

  @Override
  public Long finish() {
    wheel.cancel(timer);
    return Math.max(0, expires - jiffies.get());
  }
}
