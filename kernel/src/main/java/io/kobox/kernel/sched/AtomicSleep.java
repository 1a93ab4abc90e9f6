package io.kobox.kernel.sched;

import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.Printk;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * schedule() as called by kernel code, which must not be in atomic context then
 * (kernel/sched/core.c: schedule_debug, __schedule_bug).
 */
public final class AtomicSleep {
  private final Scheduler scheduler;
  private final PreemptCount preemptCount;
  private final Printk printk;
  private final Panic panic;
  private final Taints taints;
  private final Runnable dumpStack;

  public AtomicSleep(
      Scheduler scheduler,
      PreemptCount preemptCount,
      Printk printk,
      Panic panic,
      Taints taints,
      Runnable dumpStack) {
    this.scheduler = scheduler;
    this.preemptCount = preemptCount;
    this.printk = printk;
    this.panic = panic;
    this.taints = taints;
    this.dumpStack = dumpStack;
  }

  /**
   * schedule(). In atomic context that is reported, the count is forgotten, and the task sleeps
   * nevertheless. The idle task cannot: the machine stops, where Linux would lose itself.
   */
  public void schedule() {
    int count = preemptCount.get();
    if (count == 0) {
      scheduler.schedule();
      return;
    }
    report(count + PreemptCount.PREEMPT_OFFSET);
    if (scheduler.current() == scheduler.idle()) {
      throw panic.panic("Aiee, killing interrupt handler!");
    }
    preemptCount.set(0);
    scheduler.schedule();
  }

  /**
   * schedule() as modules call it, or another function that does only that.
   *
   * @param result what that function returns; null if it is void
   */
  public void await(@Nullable Long result) {
    scheduler.await(new Plain(result));
  }

  /** Until the task is woken, and no more. */
  private final class Plain implements Wait {
    private final @Nullable Long result;

    private Plain(@Nullable Long result) {
      this.result = result;
    }

    @Override
    public void sleep() {
      schedule();
    }

    @Override
    public @Nullable Long finish() {
      return result;
    }
  }

  /** __schedule_bug. */
  private void report(int count) {
    Task task = scheduler.current();
    printk.printk(
        3,
        String.format(
            Locale.ROOT,
            "BUG: scheduling while atomic: %s/%d/0x%08x\n",
            task.comm(),
            task.pid(),
            count));
    panic.printModules();
    dumpStack.run();
    taints.add(Taint.WARN);
  }

  /**
   * might_sleep() of a voluntarily preemptible kernel: another task may run now; whether one did.
   */
  public boolean mightSleep() {
    return preemptCount.get() == 0 && scheduler.condResched();
  }
}
