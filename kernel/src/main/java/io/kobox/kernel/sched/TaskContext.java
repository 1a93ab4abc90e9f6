package io.kobox.kernel.sched;

import io.kobox.kernel.check.AtomicContext;
import io.kobox.kernel.softirq.IrqFlags;
import io.kobox.types.Structs;

/** What the running task of the simulated kernel may do. */
public final class TaskContext implements AtomicContext {
  private final Scheduler scheduler;
  private final PreemptCount preemptCount;
  private final IrqFlags irqFlags;
  private final Structs structs;

  public TaskContext(
      Scheduler scheduler, PreemptCount preemptCount, IrqFlags irqFlags, Structs structs) {
    this.scheduler = scheduler;
    this.preemptCount = preemptCount;
    this.irqFlags = irqFlags;
    this.structs = structs;
  }

  @Override
  public int preemptCount() {
    return preemptCount.get();
  }

  @Override
  public boolean irqsDisabled() {
    return irqFlags.disabled();
  }

  @Override
  public boolean pageFaultsDisabled() {
    long task = scheduler.current().struct().address();
    return structs.at("task_struct", task).getInt("pagefault_disabled") != 0;
  }
}
