package io.kobox.kernel.kthread;

import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import java.util.List;

/**
 * The kernel threads that Linux has started when its first program runs, for those who list tasks.
 * They have nothing to do and sleep for ever: what they do on Linux is done elsewhere here, and
 * ksoftirqd and the workers of workqueues are made when there is work for them.
 */
public final class BootThreads {
  private record BootThread(String comm, int state) {}

  /** In the order of their creation; kthreadd is PID 2, and the parent of the others. */
  private static final List<BootThread> THREADS =
      List.of(
          sleeping("kthreadd"),
          idle("rcu_gp"),
          idle("rcu_par_gp"),
          idle("slub_flushwq"),
          idle("netns"),
          idle("mm_percpu_wq"),
          idle("rcu_tasks_kthread"),
          idle("rcu_tasks_rude_kthread"),
          idle("rcu_tasks_trace_kthread"),
          idle("rcu_preempt"),
          sleeping("migration/0"),
          sleeping("cpuhp/0"),
          sleeping("kdevtmpfs"),
          sleeping("khungtaskd"),
          sleeping("oom_reaper"),
          idle("writeback"),
          sleeping("kcompactd0"),
          idle("kblockd"),
          sleeping("kswapd0"));

  private BootThreads() {}

  private static BootThread sleeping(String comm) {
    return new BootThread(comm, Task.TASK_INTERRUPTIBLE);
  }

  private static BootThread idle(String comm) {
    return new BootThread(comm, Task.TASK_IDLE);
  }

  /** Makes them; before the machine's first program. */
  public static void create(Scheduler scheduler) {
    for (BootThread thread : THREADS) {
      Task task = scheduler.createKernelThread(thread.comm(), () -> {});
      task.struct().setState(thread.state());
    }
  }
}
