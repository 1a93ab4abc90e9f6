package io.kobox.arch.x86;

import io.kobox.kernel.panic.KernelPanicError;
import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.ReportTexts;
import io.kobox.kernel.panic.Taint;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskKilledError;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

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
  private final BooleanSupplier inInterrupt;
  private final LongUnaryOperator hash;
  private final ReportTexts texts;
  private @Nullable PtRegs executiveSummary;
  private int dieCounter;
  private Runnable debugger = () -> {};

  /**
   * Of one machine.
   *
   * @param hash what %p prints for an address
   */
  public Oops(
      Printk printk,
      Taints taints,
      DumpStack dumpStack,
      Panic panic,
      Supplier<Task> current,
      BooleanSupplier inInterrupt,
      LongUnaryOperator hash,
      ReportTexts texts) {
    this.texts = texts;
    this.hash = hash;
    this.inInterrupt = inInterrupt;
    this.printk = printk;
    this.taints = taints;
    this.dumpStack = dumpStack;
    this.panic = panic;
    this.current = current;
  }

  /** Has {@code action} run before each report, while the registers are those of the fault. */
  public void onReport(Runnable action) {
    debugger = action;
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

  /** die, of an exception that is handled as an NMI is: no task is to blame. */
  KernelPanicError dieInNmi(String text, PtRegs regs, long errorCode) {
    report(text, regs, errorCode);
    summarise(regs);
    return panic.panic("Fatal exception in interrupt");
  }

  /** __die_header and __die_body. */
  void report(String text, PtRegs regs, long errorCode) {
    if (executiveSummary == null) {
      executiveSummary = regs;
    }
    debugger.run();
    dieCounter++;
    taints.debugLocksOff();
    printk.printk(Printk.LOGLEVEL_DEFAULT, texts.oops(text, errorCode, dieCounter));
    dumpStack.showRegs(regs);
    panic.printModules();
  }

  /** oops_end: the first oops's registers once more, then the task is dead. */
  TaskKilledError end(PtRegs regs, int signal) {
    summarise(regs);
    if (inInterrupt.getAsBoolean()) {
      throw panic.panic("Fatal exception in interrupt");
    }
    if (panic.onOops()) {
      throw panic.panic("Fatal exception");
    }
    return new TaskKilledError(signal);
  }

  private void summarise(PtRegs regs) {
    taints.addUnreliable(Taint.DIE);
    panic.printOopsEndMarker();
    dumpStack.showRegisters(executiveSummary == null ? regs : executiveSummary);
  }

  /**
   * handle_stack_overflow.
   *
   * @param doubleFault the CPU had no stack left to report the page fault on
   */
  Error stackOverflow(PtRegs regs, long address, long begin, long end, boolean doubleFault) {
    printk.printk(
        0,
        String.format(
            Locale.ROOT,
            "BUG: TASK stack guard page was hit at %016x (stack is %016x..%016x)\n",
            hash.applyAsLong(address),
            hash.applyAsLong(begin),
            hash.applyAsLong(end)));
    return doubleFault ? dieInNmi("stack guard page", regs, 0) : die("stack guard page", regs, 0);
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
