package io.kobox.kernel.panic;

import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Task;
import io.kobox.lib.SymbolNames;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Warnings and the end of everything (kernel/panic.c). */
public final class Panic {
  public static final String CUT_HERE = "------------[ cut here ]------------\n";

  /** What the reports say of modules (kernel/module/main.c: print_modules). */
  @FunctionalInterface
  public interface LinkedModules {
    /** The line {@code Modules linked in: ...}, without its newline. */
    String linkedIn();
  }

  private final Printk printk;
  private final Taints taints;
  private final SymbolNames symbols;
  private final Supplier<Task> current;
  private final LinkedModules modules;
  private final Runnable dumpStack;
  private final Consumer<WarningSite> showWarning;
  private final ReportTexts texts;
  private boolean onOops;
  private boolean duringOops;
  private long record;

  /**
   * @param dumpStack dump_stack()
   * @param showWarning registers and call trace of a WARN at a place in the kernel's own code
   */
  public Panic(
      Printk printk,
      Taints taints,
      SymbolNames symbols,
      Supplier<Task> current,
      LinkedModules modules,
      Runnable dumpStack,
      Consumer<WarningSite> showWarning,
      ReportTexts texts) {
    this.texts = texts;
    this.printk = printk;
    this.taints = taints;
    this.symbols = symbols;
    this.current = current;
    this.modules = modules;
    this.dumpStack = dumpStack;
    this.showWarning = showWarning;
  }

  /** The sysctl kernel.panic_on_oops. */
  public boolean onOops() {
    return onOops;
  }

  public void setOnOops(boolean on) {
    onOops = on;
  }

  /** {@code Modules linked in: ...}. */
  public void printModules() {
    printk.printk(Printk.LOGLEVEL_DEFAULT, modules.linkedIn() + "\n");
  }

  /** print_oops_end_marker. */
  public void printOopsEndMarker() {
    printk.printk(4, "---[ end trace 0000000000000000 ]---\n");
  }

  /** __warn: the report of a WARN at {@code address}. */
  public void warn(String file, int line, long address, int taint, Runnable showRegs) {
    String symbol = symbols.sprintSymbol(address, SymbolNames.Form.SYMBOL);
    printk.printk(4, texts.warning(file + ":" + line, symbol, current.get()) + "\n");
    printModules();
    showRegs.run();
    printOopsEndMarker();
    Taint[] known = Taint.values();
    taints.add(known[taint < known.length ? taint : Taint.WARN.ordinal()]);
  }

  /**
   * A WARN in the kernel's own code, which is Java here.
   *
   * @param site see {@link WarningSite}
   */
  public void warnAt(String site) {
    WarningSite warning = WarningSite.of(site);
    printk.printk(4, texts.warning(warning.line(), warning.place(), current.get()) + "\n");
    printModules();
    showWarning.accept(warning);
    printOopsEndMarker();
    taints.add(Taint.WARN);
  }

  /** panic(): the machine stops. */
  public KernelPanicError panic(String message) {
    record = printk.nextSeq();
    printk.printk(0, "Kernel panic - not syncing: " + message + "\n");
    duringOops = taints.test(Taint.DIE);
    if (!duringOops) {
      dumpStack.run(); // an oops has said it all
    }
    printk.printk(0, "Kernel Offset: disabled\n");
    printk.printk(0, "---[ end Kernel panic - not syncing: " + message + " ]---\n");
    return new KernelPanicError(message);
  }

  /** Whether an oops had been before the panic. */
  public boolean duringOops() {
    return duringOops;
  }

  /** The number of the panic's first record. */
  public long record() {
    return record;
  }
}
