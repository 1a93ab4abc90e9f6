package io.kobox.kernel.time;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/** What is to happen at an instant of the clock, in order of time, then of addition. */
public final class TimerQueue {
  /** A pending timer. */
  public static final class Timer implements Comparable<Timer> {
    private final long expires;
    private final long sequence;
    private final Runnable action;

    private Timer(long expires, long sequence, Runnable action) {
      this.expires = expires;
      this.sequence = sequence;
      this.action = action;
    }

    @Override
    public int compareTo(Timer other) {
      int byTime = Long.compare(expires, other.expires);
      return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityQueue<Timer> queue = new PriorityQueue<>();
  private long sequence;

  /** Adds a timer that runs {@code action} at {@code expires} (CLOCK_MONOTONIC, nanoseconds). */
  public Timer add(long expires, Runnable action) {
    Timer timer = new Timer(expires, sequence++, action);
    queue.add(timer);
    return timer;
  }

  /** Takes a timer out; false when it has run already. */
  public boolean remove(Timer timer) {
    return queue.remove(timer);
  }

  public boolean isEmpty() {
    return queue.isEmpty();
  }

  /** The instant of the next timer; {@link Long#MAX_VALUE} if there is none. */
  public long nextExpiry() {
    Timer next = queue.peek();
    return next == null ? Long.MAX_VALUE : next.expires;
  }

  /** Runs every timer that is due. */
  public void runExpired(long now) {
    for (Timer timer = due(now); timer != null; timer = due(now)) {
      queue.poll();
      timer.action.run();
    }
  }

  private @Nullable Timer due(long now) {
    Timer next = queue.peek();
    return next != null && next.expires <= now ? next : null;
  }
}
