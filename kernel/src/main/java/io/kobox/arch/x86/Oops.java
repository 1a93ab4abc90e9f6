package io.kobox.arch.x86;

import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskKilledError;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * The end of a task that did what it must not (arch/x86/kernel/dumpstack.c: oops_begin to
 * oops_end).
 */
public final class Oops {
  private static final int SIGKILL = 9;
  private static final int SIGSEGV = 11;

  private final Printk printk;
  private final Taints taints;
  private final DumpStack dumpStack;
  private final Panic panic;
  private final Supplier<Task> current;
  private int dieCounter;

  public Oops(
      Printk printk, Taints taints, DumpStack dumpStack, Panic panic, Supplier<Task> current) {
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
    return end(regs, SIGSEGV);
  }

  /** __die_header and __die_body. */
  void report(String text, PtRegs regs, long errorCode) {
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

  /** oops_end: the summary once more, then the task is dead. */
  TaskKilledError end(PtRegs regs, int signal) {
    taints.addUnreliable(Taint.DIE);
    panic.printOopsEndMarker();
    dumpStack.showRegisters(regs);
    if (panic.onOops()) {
      throw panic.panic("Fatal exception");
    }
    return new TaskKilledError(signal);
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
