package io.kobox.kernel.workqueue;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;

/** A workqueue: how many of its works run at once, and those that wait for that. */
final class Workqueue {
  private final long address;
  private final WorkerPool pool;
  private final int maxActive;
  private final ArrayDeque<Work> inactive = new ArrayDeque<>();

  /** Works that are queued or run, in the order of their queueing. */
  private final LinkedHashSet<Work> unfinished = new LinkedHashSet<>();

  private int active;

  Workqueue(long address, WorkerPool pool, int maxActive) {
    this.address = address;
    this.pool = pool;
    this.maxActive = maxActive;
  }

  /** The struct workqueue_struct. */
  long address() {
    return address;
  }

  SequencedSet<Work> unfinished() {
    return unfinished;
  }

  void insert(Work work) {
    unfinished.add(work);
    if (active < maxActive) {
      active++;
      pool.insert(work);
    } else {
      inactive.add(work);
    }
  }

  /** Takes back a work that does not run yet. */
  void remove(Work work) {
    if (inactive.remove(work)) {
      unfinished.remove(work);
    } else {
      pool.remove(work);
      finished(work);
    }
  }

  /** pwq_dec_nr_in_flight: the next one may run. */
  void finished(Work work) {
    unfinished.remove(work);
    active--;
    Work next = inactive.poll();
    if (next != null) {
      active++;
      pool.insert(next);
    }
  }
}
