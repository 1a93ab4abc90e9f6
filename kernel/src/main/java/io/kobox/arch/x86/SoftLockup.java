package io.kobox.arch.x86;

import io.kobox.kernel.time.Timekeeping;

/** Notices guest code that never gives the CPU back (kernel/watchdog.c: watchdog_timer_fn). */
final class SoftLockup {
  /** What one interruption by the machine's watchdog counts for in virtual time. */
  private static final long STEP_NANOSECONDS = 4_000_000_000L;

  /** Twice watchdog_thresh, and the step that passes it. */
  private static final int THRESHOLD_SECONDS = 20;

  private final Timekeeping timekeeping;
  private long started;
  private long lastInterruption;

  SoftLockup(Timekeeping timekeeping) {
    this.timekeeping = timekeeping;
  }

  /** The code was interrupted once more; a served call in between starts the count anew. */
  void pass() {
    long now = timekeeping.monotonic();
    if (now != lastInterruption) {
      started = now;
    }
    timekeeping.advance(STEP_NANOSECONDS);
    lastInterruption = timekeeping.monotonic();
  }

  boolean isReached() {
    return seconds() > THRESHOLD_SECONDS;
  }

  /** For how long the CPU has been stuck. */
  long seconds() {
    return (timekeeping.monotonic() - started) / 1_000_000_000L;
  }
}
