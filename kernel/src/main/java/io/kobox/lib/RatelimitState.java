package io.kobox.lib;

/** Allows so many events per interval (lib/ratelimit.c: struct ratelimit_state), kept in Java. */
public final class RatelimitState {
  /** DEFAULT_RATELIMIT_INTERVAL, in jiffies: five seconds. */
  public static final int DEFAULT_INTERVAL = 5 * 250;

  /** DEFAULT_RATELIMIT_BURST. */
  public static final int DEFAULT_BURST = 10;

  private final int interval;
  private final int burst;
  private int printed;
  private int missed;
  private long begin;

  /** A state that allows {@code burst} events in {@code interval} jiffies. */
  public RatelimitState(int interval, int burst) {
    this.interval = interval;
    this.burst = burst;
  }

  RatelimitState(int interval, int burst, int printed, int missed, long begin) {
    this(interval, burst);
    this.printed = printed;
    this.missed = missed;
    this.begin = begin;
  }

  /** What one event leads to. */
  public record Verdict(boolean allowed, int suppressed) {}

  /**
   * Counts an event.
   *
   * @param jiffies now
   * @param tellsOnRelease RATELIMIT_MSG_ON_RELEASE: what was missed is not told now
   * @return whether it is allowed, and how many were suppressed in the interval that ended with it
   */
  public Verdict event(long jiffies, boolean tellsOnRelease) {
    if (interval == 0) {
      return new Verdict(true, 0);
    }
    if (begin == 0) {
      begin = jiffies;
    }
    int suppressed = 0;
    if (begin + interval - jiffies < 0) {
      if (!tellsOnRelease) {
        suppressed = missed;
        missed = 0;
      }
      begin = jiffies;
      printed = 0;
    }
    if (burst != 0 && burst > printed) {
      printed++;
      return new Verdict(true, suppressed);
    }
    missed++;
    return new Verdict(false, suppressed);
  }

  /** The events not allowed so far and not told of. */
  public int missed() {
    return missed;
  }

  int printed() {
    return printed;
  }

  long begin() {
    return begin;
  }
}
