package io.kobox.kernel.time;

import io.kobox.kernel.entry.GuestCode;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.sched.ClockInterrupt;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.softirq.Softirqs;
import io.kobox.kernel.trace.Timeline;
import java.util.ArrayList;
import java.util.List;

/**
 * The timer interrupt of the one CPU (kernel/time/tick-sched.c): at each tick while something runs,
 * and whenever a timer is due.
 */
public final class TickSched implements ClockInterrupt {
  /** So many operations let the time that a task has been busy grow by a factor of e. */
  private static final long BUSY_OPERATIONS = 2_000_000;

  private final Timekeeping timekeeping;
  private final TimerQueue timers;
  private final Jiffies jiffies;
  private final Softirqs softirqs;
  private final GuestCode guestCode;
  private final Scheduler scheduler;
  private final Timeline timeline;
  private final List<Runnable> tickHandlers = new ArrayList<>();
  private final List<Runnable> interruptHandlers = new ArrayList<>();
  private Runnable afterInterrupt = () -> {};
  private long nextTick;

  public TickSched(
      Timekeeping timekeeping,
      TimerQueue timers,
      Jiffies jiffies,
      Softirqs softirqs,
      GuestCode guestCode,
      Scheduler scheduler,
      Timeline timeline) {
    this.timekeeping = timekeeping;
    this.timers = timers;
    this.jiffies = jiffies;
    this.softirqs = softirqs;
    this.guestCode = guestCode;
    this.scheduler = scheduler;
    this.timeline = timeline;
  }

  /** Has {@code handler} run at each tick, in hard interrupt context. */
  public void onTick(Runnable handler) {
    tickHandlers.add(handler);
  }

  /** Has {@code handler} run at each interrupt of the clock, in hard interrupt context. */
  public void onInterrupt(Runnable handler) {
    interruptHandlers.add(handler);
  }

  /** When the next interrupt is due, if the CPU does not idle. */
  private long deadline() {
    return Math.min(timers.nextExpiry(), nextTick);
  }

  @Override
  public boolean isDue() {
    return timekeeping.monotonic() >= deadline();
  }

  /** Has {@code check} run after each interrupt, as the interrupted task; it may end that. */
  public void setAfterInterrupt(Runnable check) {
    afterInterrupt = check;
  }

  @KernelFunction("sysvec_apic_timer_interrupt")
  @Override
  public void run() {
    timeline.interrupt(
        "local timer", () -> guestCode.interrupt(() -> softirqs.interrupt(this::handle)));
    if (scheduler.current() != scheduler.idle()) {
      afterInterrupt.run();
    }
  }

  /**
   * What an operation takes that is worth {@code nanoseconds}: more, if the task has kept the CPU
   * for so long already that it will not give it back, so that this shows in time.
   */
  public long busyCost(long nanoseconds) {
    return Math.max(nanoseconds, scheduler.busyNanoseconds() / BUSY_OPERATIONS);
  }

  /** After each served call: what has become due meanwhile, if the CPU takes interrupts. */
  public void poll() {
    if (isPollDue()) {
      run();
    }
  }

  /** Whether {@link #poll} would find anything to do. */
  public boolean isPollDue() {
    return isDue() && !softirqs.irqFlags().disabled() && !softirqs.preemptCount().inHardirq();
  }

  private void handle() {
    long now = timekeeping.monotonic();
    jiffies.update();
    boolean tick = now >= nextTick;
    if (tick) {
      nextTick = (now / Jiffies.TICK + 1) * Jiffies.TICK;
    }
    timers.runExpired(now);
    interruptHandlers.forEach(Runnable::run);
    if (tick) {
      tickHandlers.forEach(Runnable::run);
      scheduler.tick();
    }
  }

  /** Keeps the CPU busy for a time (udelay); interrupts happen meanwhile, if it takes them. */
  public void delay(long nanoseconds) {
    long end = timekeeping.monotonic() + nanoseconds;
    while (timekeeping.monotonic() < end) {
      boolean due = isDue();
      poll();
      long next = due && isDue() ? end : Math.min(end, deadline());
      timekeeping.advanceTo(next);
    }
    poll();
  }
}
