package io.kobox.init;

import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.softirq.IrqFlags;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.SymbolNames;
import java.util.function.BiConsumer;

/** do_one_initcall(): a module's init must leave the CPU as it found it. */
public final class Initcalls implements GuestFunctions {
  private final GuestFunctions functions;
  private final PreemptCount preemptCount;
  private final IrqFlags irqFlags;
  private final SymbolNames symbols;
  private final Runnable returned;
  private final BiConsumer<String, String> warn;

  /**
   * @param returned called when an init has returned, before its code is freed
   * @param warn WARN with a place in the kernel's source and a text
   */
  public Initcalls(
      GuestFunctions functions,
      PreemptCount preemptCount,
      IrqFlags irqFlags,
      SymbolNames symbols,
      Runnable returned,
      BiConsumer<String, String> warn) {
    this.returned = returned;
    this.functions = functions;
    this.preemptCount = preemptCount;
    this.irqFlags = irqFlags;
    this.symbols = symbols;
    this.warn = warn;
  }

  @KernelFunction("do_one_initcall")
  @Override
  public long call(long function, long... arguments) {
    int count = preemptCount.get();
    irqFlags.enable();
    long result = functions.call(function, arguments);
    returned.run();
    String imbalance = "";
    if (preemptCount.get() != count) {
      imbalance = "preemption imbalance ";
      preemptCount.set(count);
    }
    if (irqFlags.disabled()) {
      imbalance += "disabled interrupts ";
      irqFlags.enable();
    }
    if (!imbalance.isEmpty()) {
      warn.accept(
          "init/main.c:1284 do_one_initcall+0x1d7/0x220",
          "initcall "
              + symbols.sprintSymbol(function, SymbolNames.Form.SYMBOL)
              + " returned with "
              + imbalance
              + "\n");
    }
    return result;
  }
}
