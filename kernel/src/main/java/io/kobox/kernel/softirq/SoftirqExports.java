package io.kobox.kernel.softirq;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.Waiters;
import io.kobox.lib.GuestFunctions;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Tasklets, and switching softirqs off and on (kernel/softirq.c). */
public final class SoftirqExports {
  private static final long SCHED = 1;
  private static final long RUN = 2;

  private final Softirqs softirqs;
  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestFunctions functions;
  private final Printk printk;
  private final StructType type;
  private final ArrayDeque<Long> normal = new ArrayDeque<>();
  private final ArrayDeque<Long> high = new ArrayDeque<>();
  private final Waiters waiters = new Waiters();

  public SoftirqExports(
      Softirqs softirqs,
      Scheduler scheduler,
      AtomicSleep sleep,
      GuestFunctions functions,
      Structs structs,
      Printk printk) {
    this.softirqs = softirqs;
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.functions = functions;
    this.printk = printk;
    this.type = structs.type("tasklet_struct");
    softirqs.open(Softirqs.TASKLET, () -> run(normal, Softirqs.TASKLET));
    softirqs.open(Softirqs.HI, () -> run(high, Softirqs.HI));
  }

  /** tasklet_action_common: a disabled tasklet waits for the next round. */
  @KernelFunction("tasklet_action_common")
  private void run(Deque<Long> queue, int softirq) {
    List<Long> scheduled = new ArrayList<>(queue);
    queue.clear();
    for (long tasklet : scheduled) {
      Struct struct = type.at(tasklet);
      if (struct.get("count") == 0) {
        setState(struct, RUN, SCHED);
        if (struct.get("use_callback") != 0) {
          functions.call(struct.get("callback"), tasklet);
        } else {
          functions.call(struct.get("func"), struct.get("data"));
        }
        setState(struct, 0, RUN);
        wakeWaiters(tasklet);
      } else {
        queue.add(tasklet);
        softirqs.raise(softirq);
      }
    }
  }

  private static void setState(Struct tasklet, long set, long clear) {
    tasklet.set("state", (tasklet.get("state") & ~clear) | set);
  }

  private void wakeWaiters(long tasklet) {
    for (Task task = waiters.first(tasklet); task != null; task = waiters.first(tasklet)) {
      waiters.remove(tasklet, task);
      scheduler.wake(task);
    }
  }

  /** void __tasklet_schedule(struct tasklet_struct *t). */
  @KernelExport
  void __tasklet_schedule(long tasklet) {
    normal.add(tasklet);
    softirqs.raise(Softirqs.TASKLET);
  }

  /** void __tasklet_hi_schedule(struct tasklet_struct *t). */
  @KernelExport
  void __tasklet_hi_schedule(long tasklet) {
    high.add(tasklet);
    softirqs.raise(Softirqs.HI);
  }

  /** void tasklet_init(t, void (*func)(unsigned long), unsigned long data). */
  @KernelExport
  void tasklet_init(long tasklet, long function, long data) {
    init(tasklet, "func", function, data, 0);
  }

  /** void tasklet_setup(t, void (*callback)(struct tasklet_struct *)). */
  @KernelExport
  void tasklet_setup(long tasklet, long callback) {
    init(tasklet, "callback", callback, 0, 1);
  }

  private void init(long tasklet, String field, long function, long data, int useCallback) {
    Struct struct = type.at(tasklet);
    struct.set("next", 0);
    struct.set("state", 0);
    struct.set("count", 0);
    struct.set("use_callback", useCallback);
    struct.set(field, function);
    struct.set("data", data);
  }

  /** void tasklet_kill(struct tasklet_struct *t). */
  @KernelExport
  void tasklet_kill(long tasklet) {
    if (softirqs.preemptCount().inInterrupt()) {
      printk.printk(5, "Attempt to kill tasklet from interrupt\n");
    }
    await(tasklet, SCHED | RUN);
  }

  private void await(long tasklet, long states) {
    Struct struct = type.at(tasklet);
    Task task = scheduler.current();
    while ((struct.get("state") & states) != 0) {
      waiters.add(tasklet, task);
      task.struct().setState(Task.TASK_UNINTERRUPTIBLE);
      try {
        sleep.schedule();
      } finally {
        waiters.remove(tasklet, task);
      }
    }
  }

  /** void tasklet_unlock_wait(struct tasklet_struct *t). */
  @KernelExport(aliases = "tasklet_unlock_spin_wait")
  void tasklet_unlock_wait(long tasklet) {
    await(tasklet, RUN);
  }

  /** void tasklet_unlock(struct tasklet_struct *t). */
  @KernelExport
  void tasklet_unlock(long tasklet) {
    setState(type.at(tasklet), 0, RUN);
    wakeWaiters(tasklet);
  }

  /** void __local_bh_disable_ip(unsigned long ip, unsigned int cnt). */
  @KernelExport
  void __local_bh_disable_ip(long ip, int count) {
    softirqs.preemptCount().add(count);
  }

  /** void __local_bh_enable_ip(unsigned long ip, unsigned int cnt). */
  @KernelExport
  void __local_bh_enable_ip(long ip, int count) {
    PreemptCount preemptCount = softirqs.preemptCount();
    preemptCount.sub(count);
    softirqs.run();
  }

  /** void _local_bh_enable(void): softirqs stay for later. */
  @KernelExport
  void _local_bh_enable() {
    softirqs.preemptCount().sub(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
  }
}
