package io.kobox.arch.x86;

import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.time.TickSched;
import io.kobox.machine.BusyLoop;

/**
 * Notices guest code that never gives the CPU back (kernel/watchdog.c: watchdog_timer_fn). Linux
 * would stay stuck; here the task ends at the second report, or at the first if it does not even
 * call anything.
 */
final class SoftLockup {
  /** Twice watchdog_thresh; the watchdog looks every four seconds. */
  private static final long THRESHOLD = 20_000_000_000L;

  private static final long LOOK = 2_000_000_000L;

  private final Scheduler scheduler;
  private final TickSched tick;
  private final BusyLoop loop = new BusyLoop(0);
  private long lastBusy;
  private long reportedAt = -1;

  SoftLockup(Scheduler scheduler, TickSched tick) {
    this.scheduler = scheduler;
    this.tick = tick;
  }

  /**
   * The code ran for long without a stop: time passes ({@link BusyLoop}), and what is due meanwhile
   * happens.
   *
   * @param regs what the code works with, as it is now
   */
  void pass(PtRegs regs) {
    long busy = scheduler.busyNanoseconds();
    if (busy < lastBusy) {
      loop.reset();
    }
    lastBusy = busy;
    tick.delay(loop.pass(regs));
  }

  /** Whether the running task has to be reported, now. */
  boolean isDue() {
    long busy = scheduler.busyNanoseconds();
    if (busy <= THRESHOLD + LOOK) {
      reportedAt = -1;
      return false;
    }
    return reportedAt < 0 || busy - reportedAt > THRESHOLD + LOOK;
  }

  /** Whether the running task has been reported. */
  boolean reported() {
    return reportedAt >= 0;
  }

  /** The report is made; whether it is not the first one of this task. */
  boolean again() {
    boolean again = reportedAt >= 0;
    reportedAt = scheduler.busyNanoseconds();
    return again;
  }

  /** For how long the CPU has been stuck. */
  long seconds() {
    return scheduler.busyNanoseconds() / 1_000_000_000L;
  }
}
