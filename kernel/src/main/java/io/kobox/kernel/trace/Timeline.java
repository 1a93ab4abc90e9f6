package io.kobox.kernel.trace;

import io.kobox.kernel.sched.Task;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Who had the CPU, which interrupts came and which locks were held, over the machine's time. It is
 * kept once somebody asks for it, and then the latest {@value #MOST_EVENTS} events.
 */
public final class Timeline {
  private static final int MOST_EVENTS = 200_000;

  /** What happened. */
  public enum Kind {
    /** The task got the CPU. */
    RUNS,
    /** An interrupt began. */
    INTERRUPT,
    /** It ended. */
    INTERRUPT_END,
    /** The task has a lock now. */
    LOCKED,
    /** It gave the lock back. */
    UNLOCKED
  }

  /**
   * An event.
   *
   * @param time CLOCK_MONOTONIC, in nanoseconds
   * @param pid of the task that had the CPU
   * @param what the interrupt's name, or the lock's type
   * @param lock the lock's address, else 0
   */
  public record Event(long time, Kind kind, int pid, String comm, String what, long lock) {}

  private final LongSupplier clock;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private boolean recording;
  private int pid;
  private String comm = "swapper/0";

  /**
   * @param clock CLOCK_MONOTONIC
   */
  public Timeline(LongSupplier clock) {
    this.clock = clock;
  }

  /** Keeps what happens from now on. */
  public void start() {
    recording = true;
  }

  /** What was kept, in its order. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  /** {@code next} gets the CPU. */
  public void runs(Task next) {
    pid = next.pid();
    comm = next.comm();
    add(Kind.RUNS, "", 0);
  }

  /** An interrupt's handler runs. */
  public void interrupt(String name, Runnable handler) {
    add(Kind.INTERRUPT, name, 0);
    try {
      handler.run();
    } finally {
      add(Kind.INTERRUPT_END, name, 0);
    }
  }

  /** The running task has a lock. */
  public void locked(long lock, String kind) {
    add(Kind.LOCKED, kind, lock);
  }

  /** The running task has it no more. */
  public void unlocked(long lock, String kind) {
    add(Kind.UNLOCKED, kind, lock);
  }

  private void add(Kind kind, String what, long lock) {
    if (!recording) {
      return;
    }
    if (events.size() == MOST_EVENTS) {
      events.removeFirst();
    }
    events.add(new Event(clock.getAsLong(), kind, pid, comm, what, lock));
  }
}
