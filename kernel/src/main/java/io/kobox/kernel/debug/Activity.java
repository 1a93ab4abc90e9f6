package io.kobox.kernel.debug;

import java.util.List;
import java.util.SortedMap;

/**
 * What goes on in a kernel at one moment, as it looks from outside.
 *
 * @param locks that tasks hold
 * @param pending what the kernel will call in modules: timers, works, threads, interrupt handlers
 * @param memory what modules have allocated and not freed, by module
 */
public record Activity(List<Held> locks, List<Pending> pending, SortedMap<String, Memory> memory) {
  /**
   * A lock that is held.
   *
   * @param task {@code comm/pid}
   * @param kind the lock's type
   * @param lock its name
   * @param where it was taken
   */
  public record Held(String task, String kind, String lock, String where) {}

  /** Something that will be called. */
  public record Pending(String what, long address, String function) {}

  /** How much memory. */
  public record Memory(int objects, long bytes) {
    Memory plus(long size) {
      return new Memory(objects + 1, bytes + size);
    }
  }
}
