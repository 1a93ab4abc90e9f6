package io.kobox.kernel.sched;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that wait for the CPU, and how much of it each has had (kernel/sched/fair.c: struct
 * cfs_rq). First come first served; the virtual runtime only tells whether who wakes is served
 * before the running task goes on.
 */
final class RunQueue {
  /** Who is woken takes the CPU from who has had it longer by this much (wakeup_gran). */
  private static final long WAKEUP_GRANULARITY = 1_000_000L;

  /** What a sleeper is ahead of the others at most (place_entity: half of sched_latency). */
  private static final long SLEEPER_CREDIT = 3_000_000L;

  /** What a new task is behind the others (START_DEBIT: its first slice). */
  private static final long START_DEBIT = 3_000_000L;

  private final ArrayDeque<Task> tasks = new ArrayDeque<>();

  /** The least runtime that a task on the CPU or in the queue has (min_vruntime). */
  private long smallestRuntime;

  /** Until when the running task's time is counted. */
  private long accounted;

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** The last of the queue from now on, if it is not there already. */
  void add(Task task) {
    task.awake();
    if (!task.queued()) {
      task.setQueued(true);
      tasks.add(task);
    }
  }

  /** Takes the task whose turn it is. */
  @Nullable Task poll() {
    Task next = tasks.poll();
    if (next != null) {
      next.setQueued(false);
    }
    return next;
  }

  /** The time until {@code now} is nobody's, or has been counted. */
  void countFrom(long now) {
    accounted = now;
  }

  /**
   * update_curr: the time since the last look goes to the running task.
   *
   * @param running null: the CPU is idle
   */
  void account(@Nullable Task running, long now) {
    if (running != null && !running.asleep()) {
      running.setVirtualRuntime(running.virtualRuntime() + now - accounted);
      long smallest = running.virtualRuntime();
      for (Task other : tasks) {
        smallest = Math.min(smallest, other.virtualRuntime());
      }
      smallestRuntime = Math.max(smallestRuntime, smallest);
    }
    accounted = now;
  }

  /** task_fork_fair: the place of a task that is new. */
  void placeNew(Task task) {
    task.setVirtualRuntime(smallestRuntime + START_DEBIT);
  }

  /** place_entity: the place of a task that has slept. */
  void placeSleeper(Task task) {
    task.setVirtualRuntime(Math.max(task.virtualRuntime(), smallestRuntime - SLEEPER_CREDIT));
  }

  /** wakeup_preempt_entity: whether who is woken should run at once. */
  static boolean preempts(Task woken, Task running) {
    return running.virtualRuntime() - woken.virtualRuntime() > WAKEUP_GRANULARITY;
  }
}
