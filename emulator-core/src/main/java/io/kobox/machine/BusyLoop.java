package io.kobox.machine;

import java.util.HashSet;
import java.util.Set;

/**
 * How much time passes for the guest when code that keeps the CPU for half a second of the host's
 * time is interrupted. If its state is what it was at an earlier interrupt, the loop makes no
 * progress: much, so that a soft lockup is reported soon. If not, it is a computation: as much as
 * for the host.
 */
public final class BusyLoop {
  private static final long BUSY = 500_000_000L;
  private static final long STUCK = 4_000_000_000L;

  private final int free;
  private final Set<Object> seen = new HashSet<>();
  private int interrupts;
  private long passed;

  /**
   * @param free so many interrupts cost nothing
   */
  public BusyLoop(int free) {
    this.free = free;
  }

  /** Whatever was busy has ended. */
  public void reset() {
    seen.clear();
    interrupts = 0;
    passed = 0;
  }

  /** The code was interrupted, with its registers as {@code state}: the nanoseconds that pass. */
  public long pass(Object state) {
    boolean progress = seen.add(state);
    if (++interrupts <= free) {
      return 0;
    }
    long time = progress ? BUSY : STUCK;
    passed += time;
    return time;
  }

  /** How much time passed in all, in nanoseconds. */
  public long passed() {
    return passed;
  }
}
