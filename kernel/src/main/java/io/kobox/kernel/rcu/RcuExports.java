package io.kobox.kernel.rcu;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.lib.GuestFunctions;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.function.LongConsumer;

/** RCU for modules (kernel/rcu/tree.c, tree_plugin.h, update.c). */
public final class RcuExports {
  /** kfree_rcu() passes the offset of its rcu_head, which is below this. */
  private static final long LARGEST_OFFSET = 4096;

  private final Rcu rcu;
  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestFunctions functions;
  private final LongConsumer kvfree;
  private final StructType head;
  private final Structs structs;

  /**
   * @param kvfree frees what kmalloc or vmalloc gave
   */
  public RcuExports(
      Rcu rcu,
      Scheduler scheduler,
      AtomicSleep sleep,
      GuestFunctions functions,
      Structs structs,
      LongConsumer kvfree) {
    this.rcu = rcu;
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.functions = functions;
    this.structs = structs;
    this.kvfree = kvfree;
    this.head = structs.type("callback_head");
  }

  private int nest(int by) {
    var task = structs.at("task_struct", scheduler.current().struct().address());
    int nesting = task.getInt("rcu_read_lock_nesting") + by;
    task.set("rcu_read_lock_nesting", nesting);
    return nesting;
  }

  /** void __rcu_read_lock(void). */
  @KernelExport
  void __rcu_read_lock() {
    if (nest(1) == 1) {
      rcu.readLock();
    }
  }

  /** void __rcu_read_unlock(void). */
  @KernelExport
  void __rcu_read_unlock() {
    if (nest(-1) == 0) {
      rcu.readUnlock();
    }
  }

  /** void call_rcu(struct rcu_head *head, rcu_callback_t func). */
  @KernelExport(aliases = {"call_rcu_tasks", "call_rcu_tasks_trace", "call_rcu_hurry"})
  void call_rcu(long callback, long function) {
    head.at(callback).set("func", function);
    rcu.call(() -> functions.call(head.at(callback).get("func"), callback), callback);
  }

  /** void kvfree_call_rcu(struct rcu_head *head, rcu_callback_t func): the head's offset. */
  @KernelExport(
      level = Level.PARTIAL,
      note = "memory is freed after one grace period, not collected for up to five seconds")
  void kvfree_call_rcu(long callback, long offset) {
    if (callback == 0) {
      sleep.mightSleep();
      synchronize_rcu();
      kvfree.accept(offset);
    } else {
      long object = callback - (Long.compareUnsigned(offset, LARGEST_OFFSET) < 0 ? offset : 0);
      rcu.call(() -> kvfree.accept(object), object);
    }
  }

  /** void synchronize_rcu(void). */
  @KernelExport(aliases = {"synchronize_rcu_tasks", "synchronize_rcu_tasks_trace"})
  public void synchronize_rcu() {
    sleep.mightSleep();
    await();
  }

  private void await() {
    Task task = scheduler.current();
    boolean[] done = new boolean[1];
    rcu.call(
        () -> {
          done[0] = true;
          scheduler.wake(task);
        });
    while (!done[0]) {
      task.struct().setState(Task.TASK_UNINTERRUPTIBLE);
      sleep.schedule();
    }
  }

  /** void synchronize_rcu_expedited(void). */
  @KernelExport(level = Level.PARTIAL, note = "takes as long as synchronize_rcu()")
  void synchronize_rcu_expedited() {
    synchronize_rcu();
  }

  /** void rcu_barrier(void): until every callback registered so far has run. */
  @KernelExport(aliases = {"rcu_barrier_tasks", "rcu_barrier_tasks_trace"})
  void rcu_barrier() {
    sleep.mightSleep();
    if (rcu.hasCallbacks()) {
      await();
    }
  }
}
