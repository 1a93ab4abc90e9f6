package io.kobox.kernel.panic;

import io.kobox.export.KernelExport;
import io.kobox.export.ServedCall;
import io.kobox.export.VarArgs;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.printk.Printk;
import io.kobox.lib.SymbolNames;
import io.kobox.lib.Vsprintf;

/** kernel/panic.c and lib/dump_stack.c. */
public final class PanicExports {
  private static final int PANIC_MESSAGE = 1024;

  private final Panic panic;
  private final Printk printk;
  private final Vsprintf vsprintf;
  private final SymbolNames symbols;
  private final Runnable dumpStack;
  private final Taints taints;

  public PanicExports(
      Panic panic,
      Printk printk,
      Vsprintf vsprintf,
      SymbolNames symbols,
      Runnable dumpStack,
      Taints taints) {
    this.panic = panic;
    this.printk = printk;
    this.vsprintf = vsprintf;
    this.symbols = symbols;
    this.dumpStack = dumpStack;
    this.taints = taints;
  }

  /** void __warn_printk(const char *fmt, ...): what WARN() says before its ud2. */
  @KernelExport
  void __warn_printk(String format, VarArgs arguments) {
    printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
    printk.printk(vsprintf.format(PANIC_MESSAGE, format, arguments));
  }

  /** void panic(const char *fmt, ...). */
  @KernelExport
  void panic(String format, VarArgs arguments) {
    throw panic.panic(vsprintf.format(PANIC_MESSAGE, format, arguments));
  }

  /** void __stack_chk_fail(void). */
  @KernelExport
  void __stack_chk_fail(ServedCall call) {
    throw panic.panic(
        "stack-protector: Kernel stack is corrupted in: "
            + symbols.sprintSymbol(call.returnAddress(), SymbolNames.Form.BACKTRACE));
  }

  /** void dump_stack(void). */
  @KernelFunction({})
  @KernelExport
  void dump_stack() {
    dumpStack.run();
  }

  /** void add_taint(unsigned flag, enum lockdep_ok lockdep_ok). */
  @KernelExport
  void add_taint(int flag, int lockdepOk) {
    Taint[] known = Taint.values();
    if (flag >= 0 && flag < known.length) {
      if (lockdepOk == 0) {
        taints.add(known[flag]);
      } else {
        taints.addUnreliable(known[flag]);
      }
    }
  }

  /** int test_taint(unsigned flag). */
  @KernelExport
  boolean test_taint(int flag) {
    return flag >= 0 && flag < Long.SIZE && (taints.mask() >> flag & 1) != 0;
  }
}
