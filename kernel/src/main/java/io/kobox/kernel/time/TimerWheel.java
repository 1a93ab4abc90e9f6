package io.kobox.kernel.time;

import io.kobox.kernel.softirq.Softirqs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The timer wheel (kernel/time/timer.c): the farther away a timer is, the coarser the jiffies that
 * it can fire at. Timers that fire together do so from the coarsest level down, the latest added
 * first.
 */
public final class TimerWheel {
  private static final int LVL_CLK_SHIFT = 3;
  private static final int LVL_BITS = 6;
  private static final int LVL_SIZE = 1 << LVL_BITS;
  private static final int LVL_DEPTH = 9;
  private static final long CUTOFF = levelStart(LVL_DEPTH);
  private static final long TIMEOUT_MAX = CUTOFF - (1L << ((LVL_DEPTH - 1) * LVL_CLK_SHIFT));

  /** A timer: of the guest, or of the kernel's own code. */
  public static final class Timer {
    private final Runnable action;
    private long expires;
    private long bucketExpiry;
    private int index;
    private long sequence;
    private boolean pending;
    private boolean deferrable;

    /**
     * @param action what happens in softirq context when it fires
     */
    public Timer(Runnable action) {
      this.action = action;
    }

    public boolean pending() {
      return pending;
    }

    /** The jiffies it was set for. */
    public long expires() {
      return expires;
    }

    /** Where in the wheel it is: level and bucket. */
    public int index() {
      return index;
    }

    private int level() {
      return index / LVL_SIZE;
    }
  }

  private static final Comparator<Timer> ORDER =
      Comparator.comparingLong((Timer timer) -> timer.bucketExpiry)
          .thenComparing(Timer::level, Comparator.reverseOrder())
          .thenComparing(timer -> timer.sequence, Comparator.reverseOrder());

  /** How often the kernel's own timers wake an idle machine, as kernel/time/clocksource.c's. */
  private static final long WATCHDOG_INTERVAL = Jiffies.HZ / 2;

  private final Jiffies jiffies;
  private final TimerQueue events;
  private final Base standard;
  private final Base deferrable;
  private TimerQueue.@Nullable Timer event;
  private long sequence;

  /** One of the two wheels; deferrable timers do not wake an idle CPU. */
  private final class Base {
    private final TreeSet<Timer> timers = new TreeSet<>(ORDER);
    private long clock;

    private Base(long clock) {
      this.clock = clock;
    }

    /** forward_timer_base: an idle wheel catches up with the jiffies. */
    private void forward() {
      long now = jiffies.get();
      if (now > clock) {
        clock = timers.isEmpty() || nextExpiry() > now ? now : Math.max(clock, nextExpiry());
      }
    }

    private long nextExpiry() {
      return timers.isEmpty() ? Long.MAX_VALUE : timers.first().bucketExpiry;
    }

    /** __run_timers. */
    private void run() {
      while (jiffies.get() >= nextExpiry()) {
        long due = nextExpiry();
        List<Timer> expired = new ArrayList<>();
        for (Timer timer : timers) {
          if (timer.bucketExpiry != due) {
            break;
          }
          expired.add(timer);
        }
        List<Long> sequences = expired.stream().map(timer -> timer.sequence).toList();
        clock = Math.max(clock, due) + 1;
        for (int i = 0; i < expired.size(); i++) {
          Timer timer = expired.get(i);
          if (timer.pending && timer.sequence == sequences.get(i)) {
            timers.remove(timer);
            timer.pending = false;
            timer.action.run();
          }
        }
      }
    }
  }

  public TimerWheel(Jiffies jiffies, TimerQueue events, Softirqs softirqs, TickSched tick) {
    this.jiffies = jiffies;
    this.events = events;
    this.standard = new Base(jiffies.get());
    this.deferrable = new Base(jiffies.get());
    softirqs.open(Softirqs.TIMER, this::runTimers);
    tick.onInterrupt(
        () -> {
          if (jiffies.get() >= Math.min(standard.nextExpiry(), deferrable.nextExpiry())) {
            softirqs.raise(Softirqs.TIMER);
          }
        });
  }

  private static long levelStart(int level) {
    return (long) (LVL_SIZE - 1) << ((level - 1) * LVL_CLK_SHIFT);
  }

  private void runTimers() {
    standard.run();
    deferrable.run();
    reprogram();
  }

  /**
   * The clock has to interrupt an idle CPU when the next timer is due, or one of the kernel's own
   * that finds deferrable ones due.
   */
  private void reprogram() {
    if (event != null) {
      events.remove(event);
      event = null;
    }
    long next = standard.nextExpiry();
    long deferred = deferrable.nextExpiry();
    if (deferred != Long.MAX_VALUE) {
      next = Math.min(next, (deferred / WATCHDOG_INTERVAL + 1) * WATCHDOG_INTERVAL);
    }
    if (next != Long.MAX_VALUE) {
      event = events.add(Jiffies.instant(next), () -> {});
    }
  }

  /**
   * __mod_timer: sets a timer for {@code expires}, in jiffies.
   *
   * @param reduce only if that is earlier
   * @return whether it was pending
   */
  public boolean set(Timer timer, long expires, boolean deferred, boolean reduce) {
    boolean pending = timer.pending;
    if (pending && (timer.expires == expires || (reduce && timer.expires - expires <= 0))) {
      return true;
    }
    Base base = deferred ? deferrable : standard;
    base.forward();
    long delta = expires - base.clock;
    long target = delta >= CUTOFF ? base.clock + TIMEOUT_MAX : expires;
    int level = levelOf(delta);
    int index;
    long bucketExpiry;
    if (delta < 0) {
      index = (int) (base.clock & LVL_SIZE - 1);
      bucketExpiry = base.clock;
    } else {
      long rounded = (target >>> (level * LVL_CLK_SHIFT)) + 1;
      index = level * LVL_SIZE + (int) (rounded & LVL_SIZE - 1);
      bucketExpiry = rounded << (level * LVL_CLK_SHIFT);
    }
    if (pending && index == timer.index && deferred == timer.deferrable) {
      timer.expires = expires;
      return true;
    }
    cancel(timer);
    timer.expires = expires;
    timer.index = index;
    timer.bucketExpiry = bucketExpiry;
    timer.deferrable = deferred;
    timer.sequence = sequence++;
    timer.pending = true;
    base.timers.add(timer);
    reprogram();
    return pending;
  }

  private static int levelOf(long delta) {
    int level = 0;
    while (level < LVL_DEPTH - 1 && delta >= levelStart(level + 1)) {
      level++;
    }
    return delta < 0 ? 0 : level;
  }

  /** Takes a timer out; whether it was pending. */
  public boolean cancel(Timer timer) {
    if (!timer.pending) {
      return false;
    }
    timer.pending = false;
    (timer.deferrable ? deferrable : standard).timers.remove(timer);
    reprogram();
    return true;
  }
}
