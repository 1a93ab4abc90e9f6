package io.kobox.kernel.sched;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.fork.TaskStructs;
import io.kobox.kernel.time.Sleep;
import io.kobox.types.Structs;

/** kernel/sched/core.c, and schedule_timeout of kernel/time/timer.c. */
public final class CoreExports {
  private static final int EINVAL = 22;
  private static final String ONE_CLASS =
      "all tasks are scheduled first come, first served; the priority is only kept";

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final Sleep timeouts;
  private final TaskStructs tasks;
  private final Structs structs;

  public CoreExports(
      Scheduler scheduler, AtomicSleep sleep, Sleep timeouts, TaskStructs tasks, Structs structs) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.timeouts = timeouts;
    this.tasks = tasks;
    this.structs = structs;
  }

  /** void schedule(void). */
  @KernelExport(aliases = {"io_schedule", "schedule_preempt_disabled"})
  void schedule() {
    sleep.await(null);
  }

  /** long schedule_timeout(signed long timeout). */
  @KernelExport(aliases = "io_schedule_timeout")
  long schedule_timeout(long timeout) {
    return timeouts.scheduleTimeout(timeout);
  }

  /** long schedule_timeout_interruptible(signed long timeout). */
  @KernelExport
  long schedule_timeout_interruptible(long timeout) {
    return timeouts.scheduleTimeout(timeout, Task.TASK_INTERRUPTIBLE);
  }

  /** long schedule_timeout_killable(signed long timeout). */
  @KernelExport
  long schedule_timeout_killable(long timeout) {
    return timeouts.scheduleTimeout(timeout, Task.TASK_KILLABLE);
  }

  /** long schedule_timeout_uninterruptible(signed long timeout). */
  @KernelExport
  long schedule_timeout_uninterruptible(long timeout) {
    return timeouts.scheduleTimeout(timeout, Task.TASK_UNINTERRUPTIBLE);
  }

  /** long schedule_timeout_idle(signed long timeout). */
  @KernelExport
  long schedule_timeout_idle(long timeout) {
    return timeouts.scheduleTimeout(timeout, Task.TASK_IDLE);
  }

  /** int wake_up_process(struct task_struct *p). */
  @KernelExport
  boolean wake_up_process(long task) {
    return wake(task, Task.TASK_NORMAL);
  }

  private boolean wake(long address, int states) {
    Task task = tasks.at(address);
    if (task == null) {
      // a task that is no more: its memory is read as by try_to_wake_up
      structs.at("task_struct", address).get("__state");
      return false;
    }
    return scheduler.wake(task, states);
  }

  /** int default_wake_function(wait_queue_entry_t *curr, unsigned mode, int flags, void *key). */
  @KernelExport
  boolean default_wake_function(long entry, int mode, int flags, long key) {
    return wake(structs.at("wait_queue_entry", entry).get("private"), mode);
  }

  /** void yield(void). */
  @KernelExport(name = "yield")
  void yieldCpu() {
    scheduler.yieldCpu();
  }

  /** int __cond_resched(void), behind the static call of cond_resched(). */
  @KernelExport(
      name = "__SCT__cond_resched",
      aliases = {"__cond_resched", "__SCT__might_resched"})
  boolean cond_resched() {
    return sleep.mightSleep();
  }

  /** void set_user_nice(struct task_struct *p, long nice). */
  @KernelExport(level = Level.PARTIAL, note = ONE_CLASS)
  void set_user_nice(long task, long nice) {
    if (nice >= -20 && nice <= 19) {
      setPriority(task, (int) nice + 120);
    }
  }

  private void setPriority(long task, int priority) {
    for (String field : new String[] {"prio", "static_prio", "normal_prio"}) {
      structs.at("task_struct", task).set(field, priority);
    }
  }

  /** void sched_set_fifo(struct task_struct *p). */
  @KernelExport(level = Level.PARTIAL, note = ONE_CLASS)
  void sched_set_fifo(long task) {
    structs.at("task_struct", task).set("prio", 49);
    structs.at("task_struct", task).set("policy", 1);
  }

  /** void sched_set_fifo_low(struct task_struct *p). */
  @KernelExport(level = Level.PARTIAL, note = ONE_CLASS)
  void sched_set_fifo_low(long task) {
    structs.at("task_struct", task).set("prio", 98);
    structs.at("task_struct", task).set("policy", 1);
  }

  /** void sched_set_normal(struct task_struct *p, int nice). */
  @KernelExport(level = Level.PARTIAL, note = ONE_CLASS)
  void sched_set_normal(long task, int nice) {
    structs.at("task_struct", task).set("policy", 0);
    setPriority(task, nice + 120);
  }

  /** int set_cpus_allowed_ptr(struct task_struct *p, const struct cpumask *new_mask). */
  @KernelExport
  int set_cpus_allowed_ptr(long task, long mask) {
    return (structs.at("cpumask", mask).get("bits[0]") & 1) != 0 ? 0 : -EINVAL;
  }

  /** void __put_task_struct(struct task_struct *tsk). */
  @KernelExport
  void __put_task_struct(long task) {
    tasks.free(task);
  }

  /** void __put_task_struct_rcu_cb(struct rcu_head *rhp): the same after a grace period. */
  @KernelExport
  void __put_task_struct_rcu_cb(long head) {
    __put_task_struct(head - structs.type("task_struct").offset("rcu"));
  }

  /** void __trace_set_current_state(int state_value). */
  @KernelExport(level = Level.STUB, note = "nothing listens; the tracepoint that leads here is off")
  void __trace_set_current_state(int state) {}

  @KernelData(type = "struct tracepoint")
  void __tracepoint_sched_set_state_tp(long address) {}
}
