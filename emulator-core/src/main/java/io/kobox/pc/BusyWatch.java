package io.kobox.pc;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.HostCpuTime;
import io.kobox.unicorn.Unicorn;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a CPU that runs for long of the host's time without any stop, so that no interrupt
 * reaches it. Code of modules and programs is stopped at its next block and interrupted. In the
 * kernel's own code, which has no such places, a loop that waits for the guest's tick counter to
 * move gets that ({@link Ticks}), but not so much that work which only takes long could notice; one
 * that goes on even so hangs, and is stopped. libunicorn then does not know the place at which it
 * stopped, so nothing can go on. It samples a count of runs, which costs a run next to nothing.
 *
 * <p>Only here does the host's time reach the guest: a real machine's loop that is cut short by its
 * timer depends on that machine's speed as well.
 */
@HostSide
final class BusyWatch implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 500;
  private static final long TICK_MILLIS = 2;

  /** The host's CPU time in nanoseconds with which an interval counts. */
  private static final long ENOUGH = 400_000_000;

  /** A quarter of a second at 250 Hz: no detector of stalls wakes up at that. */
  private static final int MOST_TICKS = 64;

  private static final int MOST_INTERVALS = 40;

  private final Unicorn unicorn;
  private final Thread thread;
  private @Nullable Ticks ticks;

  /** Counts starts and stops: odd while the CPU runs. */
  private long transitions;

  /** The host's thread that the CPU runs on. */
  private long runner;

  private long stopped = -1;
  private long ticked;

  BusyWatch(Unicorn unicorn) {
    this.unicorn = unicorn;
    this.thread = Thread.ofPlatform().daemon().name("kobox busy watch").start(this::watch);
  }

  synchronized void setTicks(Ticks ticks) {
    this.ticks = ticks;
  }

  synchronized void begin() {
    runner = HostCpuTime.currentThread();
    transitions++;
  }

  /** Whether the run that ended was stopped from here. */
  synchronized boolean end() {
    return stopped == transitions++;
  }

  /** How much time the ticks were worth that the guest got since the last call, in nanoseconds. */
  synchronized long takeTicked() {
    long count = ticked;
    ticked = 0;
    return count == 0 || ticks == null ? 0 : ticks.settle(count);
  }

  private void watch() {
    long seen = 0;
    long since = 0;
    long translated = 0;
    int given = 0;
    try {
      while (true) {
        boolean ticking = given > 0 && given <= MOST_TICKS;
        Thread.sleep(ticking ? TICK_MILLIS : INTERVAL_MILLIS);
        synchronized (this) {
          boolean running = transitions % 2 != 0;
          long cpu = running ? HostCpuTime.nanos(runner) : 0;
          long translations = unicorn.translations();
          if (!running || transitions != seen || (given == 0 && translations != translated)) {
            // it is not the same run, or new code runs, which takes long to translate
            given = 0;
            since = cpu;
            translated = translations;
          } else if (given == 0 && cpu - since < ENOUGH) {
            // the host was busy, not the guest
            continue;
          } else if (++given == 1) {
            unicorn.stopAtSafepoint();
          } else if (given > MOST_TICKS + MOST_INTERVALS) {
            stopped = transitions;
            unicorn.stop();
          } else if (given <= MOST_TICKS && ticks != null) {
            ticks.tick();
            ticked++;
          }
          seen = transitions;
        }
      }
    } catch (InterruptedException e) {
      return;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
