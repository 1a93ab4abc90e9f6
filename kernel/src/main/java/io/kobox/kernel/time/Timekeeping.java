package io.kobox.kernel.time;

/**
 * The machine's one clock, in nanoseconds. It is virtual: it moves when every task sleeps, when
 * code delays, and by a fixed amount for each served call, never with the host's clock, unless the
 * machine was told to follow it.
 */
public final class Timekeeping {
  /** When the machine's first process starts, after the boot that is not simulated. */
  private static final long BOOTED = 1_000_000_000L;

  /** CLOCK_REALTIME at boot: 2026-01-01 00:00:00 UTC, the same in every run. */
  private static final long EPOCH = 1_767_225_600_000_000_000L;

  private long monotonic = BOOTED;
  private long realtimeOffset = EPOCH;

  /** CLOCK_MONOTONIC and CLOCK_BOOTTIME: the machine never suspends. */
  public long monotonic() {
    return monotonic;
  }

  /** CLOCK_REALTIME, since 1970. */
  public long realtime() {
    return monotonic + realtimeOffset;
  }

  /** CLOCK_REALTIME less CLOCK_MONOTONIC. */
  public long realtimeOffset() {
    return realtimeOffset;
  }

  /** CLOCK_REALTIME at the moment of boot; for machines that follow the wall clock. */
  public void setRealtime(long now) {
    realtimeOffset = now - monotonic;
  }

  /** Lets time pass. */
  public void advance(long nanoseconds) {
    monotonic += nanoseconds;
  }

  /** Lets time pass up to {@code instant}; the clock never goes back. */
  public void advanceTo(long instant) {
    monotonic = Math.max(monotonic, instant);
  }
}
