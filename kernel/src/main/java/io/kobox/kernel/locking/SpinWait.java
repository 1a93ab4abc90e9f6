package io.kobox.kernel.locking;

import io.kobox.kernel.time.TickSched;
import io.kobox.kernel.time.Timekeeping;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Spinning for a lock on the only CPU. What an interrupt does may end it; if nothing does, it is
 * the soft lockup that Linux reports.
 */
public final class SpinWait {
  private static final long SOFT_LOCKUP = 22_000_000_000L;
  private static final long STEP = 4_000_000L;

  private final Timekeeping timekeeping;
  private final TickSched tick;
  private final Supplier<Error> lockup;

  /**
   * @param lockup reports the CPU as stuck; what ends its task
   */
  public SpinWait(Timekeeping timekeeping, TickSched tick, Supplier<Error> lockup) {
    this.timekeeping = timekeeping;
    this.tick = tick;
    this.lockup = lockup;
  }

  /** Returns when {@code free} holds. */
  public void until(BooleanSupplier free) {
    long end = timekeeping.monotonic() + SOFT_LOCKUP;
    while (!free.getAsBoolean()) {
      if (timekeeping.monotonic() >= end) {
        throw lockup.get();
      }
      tick.delay(STEP);
    }
  }
}
