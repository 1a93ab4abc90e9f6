package io.kobox.pc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/**
 * The guest's count of its own clock ticks, Linux's {@code jiffies_64}, with the time up to which
 * it counted, {@code last_jiffies_update} (kernel/time/tick-sched.c).
 *
 * @param jiffies where the count is in the guest's memory
 * @param lastUpdate where the time is, 0 if that is not known
 * @param length of a tick, in nanoseconds
 */
public record Ticks(MemorySegment ram, long jiffies, long lastUpdate, long length) {
  private static final VarHandle WORD = JAVA_LONG.varHandle();

  /** Counts a tick; called while the CPU runs. */
  void tick() {
    WORD.setVolatile(ram, jiffies, (long) WORD.getVolatile(ram, jiffies) + 1);
  }

  /** Tells the guest that {@code count} ticks are counted already; how much time they are. */
  long settle(long count) {
    long time = count * length;
    if (lastUpdate != 0) {
      WORD.setVolatile(ram, lastUpdate, (long) WORD.getVolatile(ram, lastUpdate) + time);
    }
    return time;
  }
}
