package io.kobox.arch.x86;

import io.kobox.kernel.panic.KernelPanicError;
import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskKilledError;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of a task that did what it must not (arch/x86/kernel/dumpstack.c: oops_begin to
 * oops_end).
 */
public final class Oops {
  private static final int SIGKILL = 9;
  private static final int SIGSEGV = 11;
  private static final String IN_INTERRUPT = "Fatal exception in interrupt";

  private final Printk printk;
  private final Taints taints;
  private final DumpStack dumpStack;
  private final Panic panic;
  private final Supplier<Task> current;
  private final PreemptCount preemptCount;
  private int dieCounter;

  /** The registers of the first oops (exec_summary_regs). */
  private @Nullable PtRegs summary;

  public Oops(
      Printk printk,
      Taints taints,
      DumpStack dumpStack,
      Panic panic,
      Supplier<Task> current,
      PreemptCount preemptCount) {
    this.preemptCount = preemptCount;
    this.printk = printk;
    this.taints = taints;
    this.dumpStack = dumpStack;
    this.panic = panic;
    this.current = current;
  }

  /** How many oopses there were. */
  public int count() {
    return dieCounter;
  }

  /** die: reports an exception of the CPU and ends the task with SIGSEGV. */
  TaskKilledError die(String text, PtRegs regs, long errorCode) {
    report(text, regs, errorCode);
    return end(SIGSEGV);
  }

  /** __die_header and __die_body. */
  void report(String text, PtRegs regs, long errorCode) {
    if (summary == null) {
      summary = regs;
    }
    dieCounter++;
    taints.debugLocksOff();
    printk.printk(
        Printk.LOGLEVEL_DEFAULT,
        String.format(
            Locale.ROOT,
            "%s: %04x [#%d] PREEMPT SMP NOPTI\n",
            text,
            errorCode & 0xffff,
            dieCounter));
    dumpStack.showRegs(regs);
    panic.printModules();
  }

  /** An exception whose handler runs like an NMI's: nothing can go on after it. */
  KernelPanicError dieInInterrupt(String text, PtRegs regs) {
    report(text, regs, 0);
    summarise();
    return panic.panic(IN_INTERRUPT);
  }

  /** oops_end: the first oops's summary once more, then the task is dead. */
  TaskKilledError end(int signal) {
    summarise();
    if (preemptCount.inInterrupt()) {
      throw panic.panic(IN_INTERRUPT);
    }
    if (panic.onOops()) {
      throw panic.panic("Fatal exception");
    }
    return new TaskKilledError(signal);
  }

  private void summarise() {
    taints.addUnreliable(Taint.DIE);
    panic.printOopsEndMarker();
    if (summary != null) {
      dumpStack.showRegisters(summary);
    }
  }

  /** A CPU that is stuck: the report, and the end of the task. */
  TaskKilledError softLockup(long seconds, PtRegs regs) {
    Task task = current.get();
    dieCounter++;
    printk.printk(
        0,
        String.format(
            Locale.ROOT,
            "watchdog: BUG: soft lockup - CPU#0 stuck for %ds! [%s:%d]\n",
            seconds,
            task.comm(),
            task.pid()));
    panic.printModules();
    dumpStack.showRegs(regs);
    taints.add(Taint.SOFTLOCKUP);
    return new TaskKilledError(SIGKILL);
  }

  /** make_task_dead's remark on a task that died in an interrupt-disabled section. */
  void noteIrqsDisabled() {
    Task task = current.get();
    printk.printk(6, "note: " + task.comm() + "[" + task.pid() + "] exited with irqs disabled\n");
  }
}
