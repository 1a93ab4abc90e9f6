package io.kobox.kernel.time;

import io.kobox.kernel.softirq.Softirqs;
import java.util.Comparator;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * High-resolution timers (kernel/time/hrtimer.c), in the order of their hard expiry. The clock
 * interrupts at the first of these; a timer that may fire a little earlier does so if an interrupt
 * comes in that time.
 */
public final class Hrtimers {
  /** More than this many callbacks in one interrupt mean that it never ends. */
  private static final int MOST_CALLBACKS = 1_000_000;

  /** A timer: of the guest, or of the kernel's own code. */
  public static final class Timer {
    private final Runnable action;
    private long softExpires;
    private long expires;
    private long sequence;
    private boolean soft;
    private boolean queued;

    /**
     * @param action what happens when it fires
     */
    public Timer(Runnable action) {
      this.action = action;
    }

    public boolean queued() {
      return queued;
    }
  }

  private static final Comparator<Timer> ORDER =
      Comparator.comparingLong((Timer timer) -> timer.expires)
          .thenComparingLong(timer -> timer.sequence);

  private final LongSupplier clock;
  private final TimerQueue events;
  private final Softirqs softirqs;
  private final Runnable lockup;
  private final TreeSet<Timer> hard = new TreeSet<>(ORDER);
  private final TreeSet<Timer> soft = new TreeSet<>(ORDER);
  private TimerQueue.@Nullable Timer event;
  private long sequence;

  /**
   * @param clock CLOCK_MONOTONIC
   * @param lockup called when the callbacks of one interrupt never end; must not return
   */
  public Hrtimers(
      LongSupplier clock, TimerQueue events, Softirqs softirqs, TickSched tick, Runnable lockup) {
    this.clock = clock;
    this.events = events;
    this.softirqs = softirqs;
    this.lockup = lockup;
    softirqs.open(Softirqs.HRTIMER, () -> run(soft));
    tick.onInterrupt(this::interrupt);
  }

  /** hrtimer_interrupt. */
  private void interrupt() {
    if (!soft.isEmpty() && soft.first().softExpires <= clock.getAsLong()) {
      softirqs.raise(Softirqs.HRTIMER);
    }
    run(hard);
  }

  /** __hrtimer_run_queues. */
  private void run(NavigableSet<Timer> queue) {
    long now = clock.getAsLong();
    for (int i = 0; !queue.isEmpty() && queue.first().softExpires <= now; i++) {
      if (i == MOST_CALLBACKS) {
        lockup.run();
      }
      Timer timer = queue.pollFirst();
      timer.queued = false;
      timer.action.run();
    }
    reprogram();
  }

  private void reprogram() {
    if (event != null) {
      events.remove(event);
      event = null;
    }
    long next = Long.MAX_VALUE;
    if (!hard.isEmpty()) {
      next = hard.first().expires;
    }
    if (!soft.isEmpty()) {
      next = Math.min(next, soft.first().expires);
    }
    if (next != Long.MAX_VALUE) {
      event = events.add(next, () -> {});
    }
  }

  /**
   * Sets a timer.
   *
   * @param softExpires the earliest instant that it may fire at, on CLOCK_MONOTONIC
   * @param expires the instant that it fires at in any case
   * @param inSoftirq whether its function runs in a softirq
   */
  public void start(Timer timer, long softExpires, long expires, boolean inSoftirq) {
    cancel(timer);
    timer.softExpires = softExpires;
    timer.expires = expires;
    timer.soft = inSoftirq;
    timer.sequence = sequence++;
    timer.queued = true;
    (inSoftirq ? soft : hard).add(timer);
    reprogram();
  }

  /** Takes a timer out; whether it was queued. */
  public boolean cancel(Timer timer) {
    if (!timer.queued) {
      return false;
    }
    timer.queued = false;
    (timer.soft ? soft : hard).remove(timer);
    reprogram();
    return true;
  }
}
