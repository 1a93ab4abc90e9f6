package io.kobox.kernel.sched;

import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.time.TimerQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the CPU does while all tasks sleep (kernel/sched/idle.c): time jumps to the next timer, or
 * the host's work is waited for.
 */
final class IdleLoop {
  /** So many jumps of the clock with no process running mean that none ever will. */
  private static final int MOST_IDLE_EVENTS = 1_000_000;

  /** What an unready host may hold up the virtual clock, in nanoseconds of the host's time. */
  private static final long HOST_PATIENCE = 100_000_000L;

  private final Timekeeping timekeeping;
  private final TimerQueue timers;
  private final HostCalls host;
  private final boolean realtime;
  private @Nullable Runnable everythingSleeps;

  /** How often the clock has jumped since a process last had the CPU. */
  private int idleEvents;

  /**
   * @param realtime whether the machine's clock follows the host's
   */
  IdleLoop(Timekeeping timekeeping, TimerQueue timers, HostCalls host, boolean realtime) {
    this.timekeeping = timekeeping;
    this.timers = timers;
    this.host = host;
    this.realtime = realtime;
  }

  /** Who is called when no task can ever run again, and must wake one. */
  void setEverythingSleeps(Runnable handler) {
    everythingSleeps = handler;
  }

  /** A process has the CPU. */
  void processRuns() {
    idleEvents = 0;
  }

  /** Until something has happened that may have woken a task. */
  void waitForEvent() {
    if (!realtime && ++idleEvents > MOST_IDLE_EVENTS && everythingSleeps != null) {
      idleEvents = 0;
      everythingSleeps.run();
      return;
    }
    if (host.pending() && timers.isEmpty()) {
      awaitHost(Long.MAX_VALUE);
    } else if (realtime && !timers.isEmpty()) {
      awaitHost(timers.nextExpiry() - timekeeping.monotonic());
    } else if (!timers.isEmpty()) {
      if (!host.pending() || !awaitHost(HOST_PATIENCE)) {
        timekeeping.advanceTo(timers.nextExpiry());
      }
    } else if (everythingSleeps != null) {
      everythingSleeps.run();
    }
  }

  private boolean awaitHost(long nanoseconds) {
    long started = System.nanoTime();
    boolean came = host.awaitEvent(nanoseconds);
    if (realtime) {
      timekeeping.advance(System.nanoTime() - started);
    }
    return came;
  }
}
