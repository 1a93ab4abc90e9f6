package io.kobox.kernel.workqueue;

import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Kernel threads that run works. A bound pool lets one run at a time, and another when that one
 * sleeps; in an unbound pool every work has its own thread.
 */
final class WorkerPool {
  /** A worker thread. */
  private final class Worker {
    private final Task task;
    private final ArrayDeque<Work> scheduled = new ArrayDeque<>();
    private @Nullable Work current;

    private Worker(String name) {
      task = scheduler.createKernelThread(name, () -> loop(this));
      if (!bound) {
        // a pool always has an idle worker; that of an unbound one has slept since the boot
        task.setVirtualRuntime(0);
      }
      task.setOnSleep(() -> sleeps(this));
    }
  }

  private final Scheduler scheduler;
  private final String name;
  private final boolean bound;
  private final Consumer<Work> run;
  private final ArrayDeque<Work> pending = new ArrayDeque<>();
  private final List<Worker> workers = new ArrayList<>();
  private final ArrayDeque<Worker> idle = new ArrayDeque<>();

  /**
   * @param name of its threads, before their number: {@code kworker/0:}
   * @param run runs a work
   */
  WorkerPool(Scheduler scheduler, String name, boolean bound, Consumer<Work> run) {
    this.scheduler = scheduler;
    this.name = name;
    this.bound = bound;
    this.run = run;
  }

  void insert(Work work) {
    pending.add(work);
    if (!bound || workers.stream().noneMatch(this::runs)) {
      wakeWorker();
    }
  }

  void remove(Work work) {
    if (!pending.remove(work)) {
      workers.forEach(worker -> worker.scheduled.remove(work));
    }
  }

  /** Whether a worker is on the CPU or about to be. */
  private boolean runs(Worker worker) {
    return !worker.task.asleep();
  }

  /** wq_worker_sleeping: another worker goes on with what waits. */
  private void sleeps(Worker worker) {
    if (worker.current != null && !pending.isEmpty()) {
      wakeWorker();
    }
  }

  private void wakeWorker() {
    Worker worker = idle.poll();
    if (worker == null) {
      worker = new Worker(name + workers.size());
      workers.add(worker);
    }
    scheduler.wake(worker.task);
  }

  /** worker_thread. */
  private void loop(Worker worker) {
    while (true) {
      Work work = next(worker);
      if (work == null) {
        idle.push(worker);
        scheduler.rest(Task.TASK_IDLE);
        idle.remove(worker);
        continue;
      }
      if (!bound && !pending.isEmpty()) {
        wakeWorker();
      }
      worker.current = work;
      run.accept(work);
      worker.current = null;
      scheduler.condResched();
    }
  }

  /** The next work; one that runs elsewhere has to wait for its own worker. */
  private @Nullable Work next(Worker worker) {
    Work own = worker.scheduled.poll();
    if (own != null) {
      return own;
    }
    while (true) {
      Work work = pending.poll();
      if (work == null) {
        return null;
      }
      Worker busy = runningElsewhere(work);
      if (busy == null) {
        return work;
      }
      busy.scheduled.add(work);
    }
  }

  private @Nullable Worker runningElsewhere(Work work) {
    for (Worker worker : workers) {
      if (worker.current != null && worker.current.address() == work.address()) {
        return worker;
      }
    }
    return null;
  }
}
