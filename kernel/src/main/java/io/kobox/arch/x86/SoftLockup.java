package io.kobox.arch.x86;

import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.time.TickSched;
import java.util.HashSet;
import java.util.Set;

/**
 * Notices guest code that never gives the CPU back (kernel/watchdog.c: watchdog_timer_fn). Linux
 * would stay stuck; here the task ends at the second report, or at the first if it does not even
 * call anything.
 *
 * <p>The machine's watchdog interrupts code that runs for half a second of the host's time without
 * any stop. If the registers are what they were at an earlier interrupt, the loop makes no progress
 * and four seconds pass in virtual time, so that the report comes soon; if not, it is a
 * computation, and as much time passes as did for the host.
 */
final class SoftLockup {
  /** What an interrupt by the machine's watchdog counts for if there is no progress. */
  private static final long STUCK_NANOSECONDS = 4_000_000_000L;

  /** What it counts for otherwise: the watchdog's interval. */
  private static final long BUSY_NANOSECONDS = 500_000_000L;

  /** Twice watchdog_thresh; the watchdog looks every four seconds. */
  private static final long THRESHOLD = 20_000_000_000L;

  private static final long LOOK = 2_000_000_000L;

  private final Scheduler scheduler;
  private final TickSched tick;
  private final Set<PtRegs> seen = new HashSet<>();
  private long lastBusy;
  private long reportedAt = -1;

  SoftLockup(Scheduler scheduler, TickSched tick) {
    this.scheduler = scheduler;
    this.tick = tick;
  }

  /**
   * The code ran for long without a stop: time passes, and what is due meanwhile happens.
   *
   * @param regs what the code works with, as it is now
   */
  void pass(PtRegs regs) {
    long busy = scheduler.busyNanoseconds();
    if (busy < lastBusy) {
      seen.clear();
    }
    lastBusy = busy;
    boolean progress = seen.add(regs);
    tick.delay(progress ? BUSY_NANOSECONDS : STUCK_NANOSECONDS);
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
