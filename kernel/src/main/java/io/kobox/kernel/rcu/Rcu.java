package io.kobox.kernel.rcu;

import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.softirq.Softirqs;
import io.kobox.kernel.time.Jiffies;
import io.kobox.kernel.time.TickSched;
import io.kobox.kernel.time.TimerQueue;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Grace periods (kernel/rcu/tree.c, preemptible RCU). One ends when some ticks have passed, none of
 * them in code that must not be interrupted, and every reader that was there at its start has left.
 * Callbacks then run in softirq context, in the order of their registration.
 */
public final class Rcu {
  /** Ticks that a grace period takes at least: one until it starts, two until it is noticed. */
  private static final int GRACE_TICKS = 3;

  /**
   * What waits for the end of a grace period.
   *
   * @param head the guest's struct rcu_head, or what is freed; 0: neither
   */
  private record Callback(long generation, long head, Runnable action) {}

  private final Scheduler scheduler;
  private final Softirqs softirqs;
  private final TimerQueue timers;
  private final Jiffies jiffies;
  private final ArrayDeque<Callback> callbacks = new ArrayDeque<>();

  /** Tasks in a read-side section, with the number of the section. */
  private final Map<Task, Long> readers = new LinkedHashMap<>();

  private long sections;
  private boolean running;
  private long generation;
  private long lastSection;
  private long earliestEnd;

  /** A reader sleeps that was there at the start; the grace period goes on when it leaves. */
  private boolean blocked;

  public Rcu(
      Scheduler scheduler, Softirqs softirqs, TimerQueue timers, Jiffies jiffies, TickSched tick) {
    this.scheduler = scheduler;
    this.softirqs = softirqs;
    this.timers = timers;
    this.jiffies = jiffies;
    softirqs.open(Softirqs.RCU, this::invokeCallbacks);
    tick.onInterrupt(this::check);
  }

  /** The running task enters its outermost read-side section. */
  void readLock() {
    readers.put(scheduler.current(), sections++);
  }

  /** The running task leaves it. */
  void readUnlock() {
    exit(scheduler.current());
  }

  /** A task has ended; dead ones are no readers. */
  public void exit(Task task) {
    readers.remove(task);
    if (blocked) {
      blocked = false;
      checkAgain();
    }
  }

  /** call_rcu(): {@code action} runs after a grace period that starts now or later. */
  public void call(Runnable action) {
    call(action, 0);
  }

  /** The same, queued by {@code head}, which lies in the memory that the action gives back. */
  public void call(Runnable action, long head) {
    callbacks.add(new Callback(running ? generation + 1 : generation, head, action));
    if (!running) {
      start();
    }
  }

  /** Whether memory of the guest is queued here: somebody still knows it. */
  public boolean refersTo(long address, long size) {
    return callbacks.stream()
        .anyMatch(callback -> callback.head() >= address && callback.head() < address + size);
  }

  /** Whether callbacks wait. */
  boolean hasCallbacks() {
    return !callbacks.isEmpty();
  }

  private void start() {
    running = true;
    lastSection = sections;
    earliestEnd = jiffies.get() + GRACE_TICKS;
    timers.add(Jiffies.instant(earliestEnd), () -> {});
  }

  /** At an interrupt of the clock: whether the grace period is over. */
  private void check() {
    if (!running || jiffies.get() < earliestEnd) {
      return;
    }
    if (!quiescent()) {
      checkAgain();
    } else if (readers.values().stream().allMatch(section -> section >= lastSection)) {
      softirqs.raise(Softirqs.RCU);
    } else {
      blocked = true;
      earliestEnd = Long.MAX_VALUE;
    }
  }

  private void checkAgain() {
    earliestEnd = jiffies.get() + 1;
    timers.add(Jiffies.instant(earliestEnd), () -> {});
  }

  /** Whether what the clock interrupted is no reader by having preemption or softirqs off. */
  private boolean quiescent() {
    return (softirqs.preemptCount().get() & ~(0xf * PreemptCount.HARDIRQ_OFFSET)) == 0;
  }

  private void invokeCallbacks() {
    if (!running) {
      return;
    }
    running = false;
    long done = generation++;
    ArrayDeque<Callback> ready = new ArrayDeque<>();
    while (!callbacks.isEmpty() && callbacks.peek().generation <= done) {
      ready.add(callbacks.poll());
    }
    if (!callbacks.isEmpty()) {
      start();
    }
    for (Callback callback : ready) {
      callback.action.run();
    }
  }
}
