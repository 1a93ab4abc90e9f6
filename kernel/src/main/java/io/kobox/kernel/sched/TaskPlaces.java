package io.kobox.kernel.sched;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where in their code all tasks are at one time. Java's frames of a task cannot be taken back; so
 * the machine can be what it was only as long as no task has left its place, or when it can come
 * back there: a kernel thread that is in its outermost loop, or slept in a {@link Wait} that is
 * taken up by a new thread, with the registers of then.
 */
public final class TaskPlaces {
  /** Where one is. */
  private static final class Place {
    private final Task task;
    private final long turn;
    private final boolean resting;
    private final @Nullable Wait wait;
    private final Task.@Nullable GuestState guest;
    private final byte @Nullable [] registers;

    private Place(Task task) {
      this.task = task;
      turn = task.thread().turn();
      resting = task.resting();
      wait = task.takeableWait();
      guest = wait == null ? null : task.guest();
      registers = guest == null ? null : guest.registers();
    }

    private boolean isOther() {
      return task.thread().turn() != turn;
    }

    private boolean isLeft() {
      return isOther() && turn != 0 && wait == null && !(resting && task.resting());
    }

    /** The task's objects are what they were. */
    private void takeUp(Scheduler scheduler) {
      if (!isOther()) {
        return;
      }
      if (turn == 0) {
        task.thread().beginAgain();
      } else if (wait != null) {
        if (guest != null && registers != null) {
          guest.setRegisters(registers);
        }
        scheduler.takeUp(task, wait, turn);
      }
    }
  }

  private final Scheduler scheduler;
  private final Task caller;
  private final List<Place> others = new ArrayList<>();

  private TaskPlaces(Scheduler scheduler) {
    this.scheduler = scheduler;
    caller = scheduler.current();
    for (Task task : scheduler.tasks()) {
      if (task != caller) {
        others.add(new Place(task));
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

  /** The machine is what it was then: tasks begin again, or go on from where they slept. */
  public void takeUp() {
    others.forEach(place -> place.takeUp(scheduler));
  }

  /** A task that is not where it was and cannot come back; null: all are. */
  public @Nullable Task left() {
    for (Place place : others) {
      if (place.isLeft()) {
        return place.task;
      }
    }
    return null;
  }
}
