package io.kobox.kernel;

import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.hung.HungTask;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.sched.Task;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a machine whose tasks all sleep, with nothing that will ever wake one. On a real
 * machine this would be a wait without an end; here the latest process ends.
 */
final class Standstill {
  private final KernelFloor floor;
  private final Processes processes;
  private final HungTask hungTask;

  Standstill(KernelFloor floor, Processes processes, HungTask hungTask) {
    this.floor = floor;
    this.processes = processes;
    this.hungTask = hungTask;
  }

  /** Every task sleeps: one is killed. */
  void end() {
    Task victim = latestSleeper();
    if (victim == null) {
      throw new IllegalStateException("every task sleeps and nothing will wake one");
    }
    if (victim.struct().state() == Task.TASK_UNINTERRUPTIBLE) {
      floor.timekeeping().advance(HungTask.TIMEOUT);
      hungTask.report(victim, processes);
    }
    CheckReports.STANDARD_ERROR.report(
        victim + " sleeps, and nothing will ever wake it: it is killed\n");
    floor.scheduler().condemn(victim);
  }

  /** The first process, with which the machine ends, only if it is the last. */
  private @Nullable Task latestSleeper() {
    Task latest = null;
    for (Process process : processes.all()) {
      boolean sleeps = process.zombie() == null && process.task().asleep();
      if (sleeps && (latest == null || process.parent() != null)) {
        latest = process.task();
      }
    }
    return latest;
  }
}
