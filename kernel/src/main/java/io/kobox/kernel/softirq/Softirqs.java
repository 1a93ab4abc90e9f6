package io.kobox.kernel.softirq;

import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.time.Timekeeping;
import org.jspecify.annotations.Nullable;

/** Interrupt context and the softirqs that follow it (kernel/softirq.c). */
public final class Softirqs {
  /** The softirqs that are served here, by their number (include/linux/interrupt.h). */
  public static final int HI = 0;

  public static final int TIMER = 1;
  public static final int TASKLET = 6;
  public static final int HRTIMER = 8;
  public static final int RCU = 9;
  private static final int COUNT = 10;

  /** MAX_SOFTIRQ_RESTART: then ksoftirqd goes on. */
  private static final int MAX_RESTART = 10;

  /** What a round of ksoftirqd takes that leaves work over: so that the others have their time. */
  private static final long BUSY_NANOSECONDS = 1_000_000L;

  private final PreemptCount preemptCount;
  private final IrqFlags irqFlags;
  private final Scheduler scheduler;
  private final Timekeeping timekeeping;
  private final @Nullable Runnable[] actions = new @Nullable Runnable[COUNT];
  private int pending;
  private @Nullable Task ksoftirqd;

  public Softirqs(
      PreemptCount preemptCount, IrqFlags irqFlags, Scheduler scheduler, Timekeeping timekeeping) {
    this.timekeeping = timekeeping;
    this.preemptCount = preemptCount;
    this.irqFlags = irqFlags;
    this.scheduler = scheduler;
  }

  public PreemptCount preemptCount() {
    return preemptCount;
  }

  public IrqFlags irqFlags() {
    return irqFlags;
  }

  /** open_softirq(). */
  public void open(int number, Runnable action) {
    actions[number] = action;
  }

  /** raise_softirq_irqoff(): outside of interrupts ksoftirqd has to run it. */
  public void raise(int number) {
    pending |= 1 << number;
    if (!preemptCount.inInterrupt()) {
      wakeKsoftirqd();
    }
  }

  private void wakeKsoftirqd() {
    if (ksoftirqd == null) {
      ksoftirqd = scheduler.createKernelThread("ksoftirqd/0", this::ksoftirqd);
    }
    scheduler.wake(ksoftirqd);
  }

  private void ksoftirqd() {
    while (true) {
      if (pending == 0) {
        scheduler.rest(Task.TASK_INTERRUPTIBLE);
      } else {
        handle();
        if (pending != 0) {
          timekeeping.advance(BUSY_NANOSECONDS);
        }
        scheduler.yieldCpu();
      }
    }
  }

  /** An interrupt: {@code handler} in hard interrupt context, then the softirqs it raised. */
  public void interrupt(Runnable handler) {
    long flags = irqFlags.save();
    preemptCount.add(PreemptCount.HARDIRQ_OFFSET);
    handler.run();
    preemptCount.sub(PreemptCount.HARDIRQ_OFFSET);
    if (!preemptCount.inInterrupt()) {
      irqFlags.enable();
      run();
    }
    irqFlags.restore(flags);
  }

  /** do_softirq(), unless softirqs are disabled or running. */
  public void run() {
    if (pending != 0 && !preemptCount.inInterrupt()) {
      handle();
    }
  }

  /** __do_softirq(). */
  @KernelFunction("handle_softirqs")
  private void handle() {
    preemptCount.add(PreemptCount.SOFTIRQ_OFFSET);
    for (int restart = 0; pending != 0 && restart < MAX_RESTART; restart++) {
      int now = pending;
      pending = 0;
      for (int number = 0; number < COUNT; number++) {
        Runnable action = actions[number];
        if ((now & 1 << number) != 0 && action != null) {
          action.run();
        }
      }
    }
    preemptCount.sub(PreemptCount.SOFTIRQ_OFFSET);
    if (pending != 0) {
      wakeKsoftirqd();
    }
  }

  /** local_bh_disable(). */
  public void disableBottomHalves() {
    preemptCount.add(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
  }

  /** __local_bh_enable_ip(): softirqs that waited run now. */
  public void enableBottomHalves() {
    preemptCount.sub(PreemptCount.SOFTIRQ_DISABLE_OFFSET);
    run();
  }
}
