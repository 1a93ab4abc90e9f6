package io.kobox.kernel.sched;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in their code all tasks are at one time. Java's frames of a task cannot be taken back; so
 * the machine can be what it was only as long as no task has left its place, or when a kernel
 * thread is back in its outermost loop.
 */
public final class TaskPlaces {
  private record Place(Task task, long turns, boolean resting) {
    boolean isLeft() {
      return task.turns() != turns && turns != 0 && !(resting && task.resting());
    }

    /** Whether it had not begun yet. */
    boolean isBeginning() {
      return turns == 0 && task.turns() != 0;
    }
  }

  private final Task caller;
  private final List<Place> others = new ArrayList<>();

  private TaskPlaces(Scheduler scheduler) {
    caller = scheduler.current();
    for (Task task : scheduler.tasks()) {
      if (task != caller) {
        others.add(new Place(task, task.turns(), task.resting()));
      }
    }
  }

  /** The places of now. */
  public static TaskPlaces of(Scheduler scheduler) {
    return new TaskPlaces(scheduler);
  }

  /** The task that ran when they were noted. */
  public Task caller() {
    return caller;
  }

  /** The machine is what it was then: tasks that had not begun begin again. */
  public void takeUp() {
    others.stream().filter(Place::isBeginning).map(Place::task).forEach(Task::beginAgain);
  }

  /** A task that is not where it was; null: all are. */
  public @Nullable Task left() {
    for (Place place : others) {
      if (place.isLeft()) {
        return place.task();
      }
    }
    return null;
  }
}
