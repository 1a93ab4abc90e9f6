package io.kobox.pc;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How much time passes for the guest when code that keeps the CPU for half a second of the host's
 * time is interrupted. If the registers are what they were at an earlier interrupt, the loop makes
 * no progress: much, so that the kernel's own detector of soft lockups reports it soon. If not, it
 * is a computation: as much as for the host.
 */
final class BusyLoop {
  private static final long BUSY = 500_000_000L;
  private static final long STUCK = 4_000_000_000L;

  /**
   * So many interrupts cost nothing: code that is translated for the first time takes long, too.
   */
  private static final int FREE = 2;

  /** Two reports of a soft lockup, which Linux makes after 22 seconds each, and a little more. */
  private static final long MOST = 50_000_000_000L;

  private final Set<List<Long>> seen = new HashSet<>();
  private int interrupts;
  private long passed;

  /** The CPU had nothing to do: whatever was busy has ended. */
  void idle() {
    seen.clear();
    interrupts = 0;
    passed = 0;
  }

  /** The code was interrupted; the time that passes, in nanoseconds. */
  long pass(List<Long> registers) {
    boolean progress = seen.add(registers);
    if (++interrupts <= FREE) {
      return 0;
    }
    long time = progress ? BUSY : STUCK;
    passed += time;
    return time;
  }

  /** Whether it has been busy for so long that it never ends. */
  boolean hangs() {
    return passed > MOST;
  }
}
