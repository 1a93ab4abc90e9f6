package io.kobox.kernel.time;

import io.kobox.machine.GuestMemory;

/**
 * {@code jiffies} (kernel/time/jiffies.c): the ticks since boot, from a start that makes the lower
 * 32 bits wrap five minutes later. Lives in guest memory, where modules read it.
 */
public final class Jiffies {
  /** CONFIG_HZ. */
  public static final int HZ = 250;

  /** Nanoseconds of one jiffy. */
  public static final long TICK = 1_000_000_000L / HZ;

  private static final long INITIAL_JIFFIES = -300L * HZ & 0xffffffffL;

  /** MAX_JIFFY_OFFSET: (LONG_MAX >> 1) - 1. */
  public static final long MAX_OFFSET = (Long.MAX_VALUE >> 1) - 1;

  private final Timekeeping timekeeping;
  private final GuestMemory memory;
  private long address;

  public Jiffies(Timekeeping timekeeping, GuestMemory memory) {
    this.timekeeping = timekeeping;
    this.memory = memory;
  }

  /** Where the guest's variable is. */
  public void setAddress(long address) {
    this.address = address;
    update();
  }

  /** The jiffies of now. */
  public long get() {
    return INITIAL_JIFFIES + timekeeping.monotonic() / TICK;
  }

  /** When {@code jiffies} begins, on CLOCK_MONOTONIC; {@link Long#MAX_VALUE} if that is too far. */
  public static long instant(long jiffies) {
    long ticks = jiffies - INITIAL_JIFFIES;
    return ticks > Long.MAX_VALUE / TICK ? Long.MAX_VALUE : ticks * TICK;
  }

  /** Lets the guest see the jiffies of now. */
  public void update() {
    if (address != 0) {
      memory.putLong(address, get());
    }
  }

  /** msecs_to_jiffies(): rounded up. */
  public static long fromMilliseconds(int milliseconds) {
    if (milliseconds < 0) {
      return MAX_OFFSET;
    }
    return (milliseconds + 1000L / HZ - 1) / (1000L / HZ);
  }
}
