package io.kobox.kernel.rcu;

import io.kobox.export.KernelExport;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.lib.GuestFunctions;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.HashMap;
import java.util.Map;

/**
 * Sleepable RCU (kernel/rcu/srcutree.c). The readers of each srcu_struct are counted here, by the
 * phase they entered in; the struct itself is left alone.
 */
public final class SrcuExports {
  /** A srcu_struct: its current phase and the readers of both. */
  private static final class Domain {
    private int index;
    private final long[] readers = new long[2];
  }

  private final Rcu rcu;
  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestFunctions functions;
  private final StructType head;
  private final Map<Long, Domain> domains = new HashMap<>();

  public SrcuExports(
      Rcu rcu, Scheduler scheduler, AtomicSleep sleep, GuestFunctions functions, Structs structs) {
    this.rcu = rcu;
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.functions = functions;
    this.head = structs.type("callback_head");
  }

  private Domain at(long srcu) {
    return domains.computeIfAbsent(srcu, address -> new Domain());
  }

  /** int init_srcu_struct(struct srcu_struct *ssp). */
  @KernelExport
  int init_srcu_struct(long srcu) {
    domains.put(srcu, new Domain());
    return 0;
  }

  /** void cleanup_srcu_struct(struct srcu_struct *ssp). */
  @KernelExport
  void cleanup_srcu_struct(long srcu) {
    domains.remove(srcu);
  }

  /** int __srcu_read_lock(struct srcu_struct *ssp). */
  @KernelExport
  int __srcu_read_lock(long srcu) {
    Domain domain = at(srcu);
    domain.readers[domain.index]++;
    return domain.index;
  }

  /** void __srcu_read_unlock(struct srcu_struct *ssp, int idx). */
  @KernelExport
  void __srcu_read_unlock(long srcu, int index) {
    at(srcu).readers[index & 1]--;
  }

  /** Runs {@code done} after a grace period of RCU, and all of them until the readers are gone. */
  private void afterReaders(Domain domain, int phase, Runnable done) {
    rcu.call(
        () -> {
          if (domain.readers[phase] > 0) {
            afterReaders(domain, phase, done);
          } else {
            done.run();
          }
        });
  }

  private void call(long srcu, Runnable done) {
    Domain domain = at(srcu);
    int phase = domain.index;
    domain.index ^= 1;
    // readers of the phase before may still be there
    afterReaders(domain, phase ^ 1, () -> afterReaders(domain, phase, done));
  }

  /** void synchronize_srcu(struct srcu_struct *ssp). */
  @KernelExport(aliases = {"synchronize_srcu_expedited", "srcu_barrier"})
  void synchronize_srcu(long srcu) {
    sleep.mightSleep();
    Task task = scheduler.current();
    boolean[] done = new boolean[1];
    call(
        srcu,
        () -> {
          done[0] = true;
          scheduler.wake(task);
        });
    while (!done[0]) {
      task.struct().setState(Task.TASK_UNINTERRUPTIBLE);
      sleep.schedule();
    }
  }

  /** void call_srcu(ssp, struct rcu_head *rhp, rcu_callback_t func). */
  @KernelExport
  void call_srcu(long srcu, long callback, long function) {
    head.at(callback).set("func", function);
    call(srcu, () -> functions.call(head.at(callback).get("func"), callback));
  }
}
