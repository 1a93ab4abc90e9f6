package io.kobox.kernel;

import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.rcu.Rcu;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.sched.Task;
import java.util.Locale;

/** What make_task_dead and do_exit say and clean up of a task that ends (kernel/exit.c). */
final class TaskExit {
  private final KernelFloor floor;
  private final Printk printk;
  private final Lockdep lockdep;
  private final Rcu rcu;

  TaskExit(KernelFloor floor, Printk printk, Lockdep lockdep, Rcu rcu) {
    this.floor = floor;
    this.printk = printk;
    this.lockdep = lockdep;
    this.rcu = rcu;
  }

  /** The running task ends. */
  void exit() {
    Task task = floor.scheduler().current();
    PreemptCount preemptCount = floor.softirqs().preemptCount();
    if (preemptCount.get() != 0) {
      printk.printk(
          6,
          String.format(
              Locale.ROOT,
              "note: %s[%d] exited with preempt_count %d\n",
              task.comm(),
              task.pid(),
              preemptCount.get()));
      preemptCount.set(0);
    }
    lockdep.exit();
    rcu.exit(task);
  }
}
