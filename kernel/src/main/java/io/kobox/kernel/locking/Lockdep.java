package io.kobox.kernel.locking;

import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.trace.Timeline;
import io.kobox.lib.SymbolNames;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who holds which locks, and in which order they were taken (kernel/locking/lockdep.c). Unlike
 * Linux's, it knows single locks, not classes of them: all of a struct's instances are different.
 */
public final class Lockdep {
  /** A lock that a task holds. */
  private record Held(long lock, String kind, long ip) {}

  private final Supplier<?> current;
  private final SymbolNames symbols;
  private final CheckReports reports;
  private final Timeline timeline;
  private final Map<Object, List<Held>> held = new HashMap<>();

  /** For each lock those that were taken while it was held, and where. */
  private final Map<Long, Map<Long, Long>> after = new HashMap<>();

  private final Set<List<Long>> reported = new HashSet<>();

  /**
   * A lock that is held.
   *
   * @param task its holder, {@code comm/pid}
   * @param ip where it was taken
   */
  public record HeldLock(String task, String kind, long lock, long ip) {}

  /** All locks that are held, by their holders' names, each one's in the order of taking. */
  public List<HeldLock> heldLocks() {
    List<HeldLock> locks = new ArrayList<>();
    held.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
        .forEach(
            entry ->
                entry
                    .getValue()
                    .forEach(
                        lock ->
                            locks.add(
                                new HeldLock(
                                    entry.getKey().toString(), lock.kind, lock.lock, lock.ip))));
    return locks;
  }

  /** One that no timeline tells of. */
  public Lockdep(Supplier<?> current, SymbolNames symbols, CheckReports reports) {
    this(current, symbols, reports, new Timeline(() -> 0));
  }

  /**
   * @param current the running task; its text is {@code comm/pid}
   */
  public Lockdep(
      Supplier<?> current, SymbolNames symbols, CheckReports reports, Timeline timeline) {
    this.current = current;
    this.symbols = symbols;
    this.reports = reports;
    this.timeline = timeline;
  }

  /**
   * A lock is about to be taken for writing, and its taker would wait for it.
   *
   * @param kind the lock's type, for the report
   * @param ip where it is taken
   */
  public void acquiring(long lock, String kind, long ip) {
    Object task = current.get();
    List<Held> locks = held.get(task);
    if (locks == null) {
      return;
    }
    for (Held other : locks) {
      if (other.lock == lock) {
        report(
            "WARNING: possible recursive locking detected",
            List.of(lock, lock),
            trying(task, new Held(lock, kind, ip))
                + "\nbut task is already holding lock:\n"
                + describe(other));
      } else {
        ordered(task, other, new Held(lock, kind, ip));
      }
    }
  }

  private void ordered(Object task, Held first, Held second) {
    Map<Long, Long> taken = after.computeIfAbsent(first.lock, lock -> new LinkedHashMap<>());
    if (taken.putIfAbsent(second.lock, second.ip) == null && reaches(second.lock, first.lock)) {
      report(
          "WARNING: possible circular locking dependency detected",
          List.of(Math.min(first.lock, second.lock), Math.max(first.lock, second.lock)),
          trying(task, second)
              + "\nbut task is already holding lock:\n"
              + describe(first)
              + "\nwhich lock already depends on the new lock.");
    }
  }

  private boolean reaches(long from, long to) {
    Set<Long> seen = new LinkedHashSet<>(List.of(from));
    ArrayDeque<Long> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (long next : after.getOrDefault(open.poll(), Map.of()).keySet()) {
        if (next == to) {
          return true;
        }
        if (seen.add(next)) {
          open.add(next);
        }
      }
    }
    return false;
  }

  /** The current task has a lock now. */
  public void acquired(long lock, String kind, long ip) {
    timeline.locked(lock, kind);
    held.computeIfAbsent(current.get(), task -> new ArrayList<>(4)).add(new Held(lock, kind, ip));
  }

  /** The current task gives a lock back, which it should have. */
  public void released(long lock, String kind, long ip) {
    timeline.unlocked(lock, kind);
    Object task = current.get();
    List<Held> locks = held.get(task);
    if (locks != null) {
      for (int i = locks.size() - 1; i >= 0; i--) {
        if (locks.get(i).lock == lock) {
          locks.remove(i);
          if (locks.isEmpty()) {
            held.remove(task);
          }
          return;
        }
      }
    }
    report(
        "WARNING: bad unlock balance detected!",
        List.of(lock, ip),
        task
            + " is trying to release lock "
            + describe(new Held(lock, kind, ip))
            + "\nbut there are no more locks to release!");
  }

  /** Whether any task holds a lock. */
  public boolean anyHeld() {
    return !held.isEmpty();
  }

  /** The current task returns to user space, where it must hold none. */
  public void returnToUser() {
    leftHeld(
        "WARNING: lock held when returning to user space!",
        " is leaving the kernel with locks still held!");
  }

  /** A task has ended; its locks stay locked for ever. */
  public void exit() {
    leftHeld(
        "WARNING: lock held at task exit time, might_exit!", " is exiting with locks still held!");
  }

  private void leftHeld(String title, String what) {
    Object task = current.get();
    List<Held> locks = held.remove(task);
    if (locks == null) {
      return;
    }
    StringBuilder text = new StringBuilder(task.toString()).append(what);
    int number = 0;
    for (Held lock : locks) {
      text.append("\n #").append(number++).append(": ").append(describe(lock));
    }
    report(title, List.of(locks.getFirst().lock, locks.getFirst().ip), text.toString());
  }

  /** A lock's memory is used for a new lock. */
  public void initialised(long lock) {
    after.remove(lock);
  }

  private static String trying(Object task, Held lock) {
    return task + " is trying to acquire lock:\n" + placeless(lock);
  }

  private static String placeless(Held lock) {
    return String.format(Locale.ROOT, "%016x (%s)", lock.lock, lock.kind);
  }

  private String describe(Held lock) {
    return placeless(lock) + ", at: " + symbols.sprintSymbol(lock.ip, SymbolNames.Form.BACKTRACE);
  }

  private void report(String title, List<Long> key, String text) {
    if (reported.add(key)) {
      String line = "=".repeat(Math.max(title.length(), 44));
      reports.report(line + "\n" + title + "\n" + "-".repeat(line.length()) + "\n" + text + "\n");
    }
  }
}
