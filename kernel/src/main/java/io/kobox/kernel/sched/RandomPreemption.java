package io.kobox.kernel.sched;

import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.kernel.softirq.IrqFlags;
import io.kobox.lib.RandomSource;
import io.kobox.machine.TrapHandler;

/**
 * A preemptible kernel ({@code preempt=full}): a task may lose the CPU before any call of the
 * kernel, unless it disabled preemption or interrupts (preempt_schedule_irq). Where it does is left
 * to chance, so that each seed tries another order of events.
 */
public final class RandomPreemption implements CallInterceptor {
  private final Preemption preemption;
  private final Scheduler scheduler;
  private final PreemptCount preemptCount;
  private final IrqFlags irqFlags;
  private final RandomSource random;

  public RandomPreemption(
      Preemption preemption,
      Scheduler scheduler,
      PreemptCount preemptCount,
      IrqFlags irqFlags,
      RandomSource random) {
    this.preemption = preemption;
    this.scheduler = scheduler;
    this.preemptCount = preemptCount;
    this.irqFlags = irqFlags;
    this.random = random;
  }

  @Override
  public TrapHandler intercept(String function, TrapHandler handler) {
    return (cpu, at) -> {
      if (scheduler.current() != scheduler.idle()
          && preemptCount.get() == 0
          && !irqFlags.disabled()
          && preemption.isDue(random)) {
        scheduler.preempt();
      }
      handler.handle(cpu, at);
    };
  }
}
