package io.kobox.pc;

import io.kobox.unicorn.Unicorn;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stops a CPU that ran for long of the host's time without any stop: its program hangs. libunicorn
 * then does not know the place at which it stopped, so nothing can go on. It samples a count of
 * runs, so that it costs a run next to nothing.
 */
final class BusyWatch implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 5_000;

  private final Unicorn unicorn;
  private final Thread thread;

  /** Counts starts and stops: odd while the CPU runs. */
  private final AtomicLong transitions = new AtomicLong();

  private volatile long stopped = -1;

  BusyWatch(Unicorn unicorn) {
    this.unicorn = unicorn;
    this.thread = Thread.ofPlatform().daemon().name("kobox busy watch").start(this::watch);
  }

  void begin() {
    transitions.incrementAndGet();
  }

  /** Whether the run that ended was stopped from here. */
  boolean end() {
    return stopped == transitions.getAndIncrement();
  }

  private void watch() {
    long seen = 0;
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        long now = transitions.get();
        if (now == seen && now % 2 != 0) {
          stopped = now;
          unicorn.stop();
        }
        seen = now;
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
