package io.kobox.kernel.workqueue;

import io.kobox.kernel.sched.Task;
import java.util.ArrayList;
import java.util.List;

/** One queueing of a work: from queue_work() until its function has returned. */
final class Work {
  private final long address;
  private final Workqueue queue;
  private final List<Task> waiters = new ArrayList<>();
  private boolean done;

  Work(long address, Workqueue queue) {
    this.address = address;
    this.queue = queue;
  }

  /** The struct work_struct. */
  long address() {
    return address;
  }

  Workqueue queue() {
    return queue;
  }

  boolean done() {
    return done;
  }

  void finish() {
    done = true;
  }

  /** Who sleeps until it is done. */
  List<Task> waiters() {
    return waiters;
  }
}
