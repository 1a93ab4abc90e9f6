package io.kobox.arch.x86;

import io.kobox.kernel.check.SourceLines;
import io.kobox.kernel.entry.KernelFrames;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.panic.WarningSite;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Task;
import io.kobox.lib.SymbolNames;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Call traces (arch/x86/kernel/dumpstack.c: show_trace_log_lvl): the frames that the unwinder
 * finds, and with a '?' what else looks like a return address on the stack. Where guest code was
 * called from Java, the kernel functions stand there that Java does the work of; of those the place
 * in the function is not known, it is always their first byte's.
 */
public final class CallTraces {
  private final Printk printk;
  private final KernelSymbols symbols;
  private final GuestMemory memory;
  private final Cpu cpu;
  private final Supplier<Task> current;
  private final LongFunction<@Nullable OrcTable> tables;
  private final SourceLines sourceLines;
  private final UserRegs userRegs;

  /**
   * Traces of the running task.
   *
   * @param tables the unwind table of the module that an address lies in
   */
  public CallTraces(
      Printk printk,
      KernelSymbols symbols,
      GuestMemory memory,
      Cpu cpu,
      Supplier<Task> current,
      LongFunction<@Nullable OrcTable> tables,
      SourceLines sourceLines) {
    this.printk = printk;
    this.userRegs = new UserRegs(printk);
    this.symbols = symbols;
    this.memory = memory;
    this.cpu = cpu;
    this.current = current;
    this.tables = tables;
    this.sourceLines = sourceLines;
  }

  /** Where served functions and the place that calls return to are. */
  private static boolean isServed(long address) {
    return Long.compareUnsigned(address, AddressLayout.KERNEL_TEXT) >= 0
        && Long.compareUnsigned(address, AddressLayout.MODULES) < 0;
  }

  private void print(String text) {
    printk.printk(Printk.LOGLEVEL_DEFAULT, text + "\n");
  }

  /** The trace from {@code regs} on, or that of the code that asks for it. */
  void show(@Nullable PtRegs regs) {
    print("Call Trace:");
    Trace trace = new Trace();
    trace.show(regs);
    sourceLines.report(regs == null ? 0 : regs.ip(), trace.returnAddresses);
  }

  /** The trace of a WARN in the kernel's own code. */
  void showCallersOf(WarningSite site) {
    print("Call Trace:");
    Trace trace = new Trace();
    trace.leave(site);
    trace.show(null);
    sourceLines.report(0, trace.returnAddresses);
  }

  /** One trace while it is printed. */
  private final class Trace {
    private final List<Long> returnAddresses = new ArrayList<>();
    private final List<List<String>> parts = KernelFrames.parts();

    /** What stands before the functions that Java does the work of. */
    private List<String> callers = List.of();

    /** The unwinder did not find the way to where Java called the guest's code. */
    private boolean lost;

    private boolean interrupted =
        parts.stream().anyMatch(part -> part.contains(KernelFrames.INTERRUPT));

    /** Forgets the function that warns and what it called; its callers are the site's. */
    void leave(WarningSite site) {
      List<String> innermost = parts.getFirst();
      innermost.subList(0, innermost.indexOf(site.function()) + 1).clear();
      if (site.jumped() && !innermost.isEmpty()) {
        innermost.removeFirst();
      }
      callers = site.callers();
    }

    void show(@Nullable PtRegs regs) {
      Task.GuestState state = current.get().guest();
      Task.GuestState guest = state != null && state.active() ? state : null;
      long stackPointer = regs == null ? cpu.read(Register.RSP) : regs.get(Register.RSP);
      long from = guest == null ? 0 : onStack(guest, stackPointer);
      if (guest != null && from == 0) {
        return;
      }
      print(interrupted ? " <IRQ>" : " <TASK>");
      callers.forEach(caller -> print(" " + caller));
      kernelFrames(parts.getFirst(), regs == null);
      if (guest != null) {
        guestFrames(guest, regs, from);
      }
      print(interrupted ? " </IRQ>" : " </TASK>");
    }

    /** The stack pointer, or the stack's lowest word if it just ran out of it; 0: another place. */
    private long onStack(Task.GuestState guest, long stackPointer) {
      long bottom = guest.stack() - DumpStack.STACK_SIZE;
      long at = stackPointer & -Long.BYTES;
      if (Long.compareUnsigned(at, bottom) < 0) {
        at = AddressLayout.pageAlign(at);
      }
      return Long.compareUnsigned(at, bottom) >= 0 && Long.compareUnsigned(at, guest.stack()) <= 0
          ? at
          : 0;
    }

    private void guestFrames(Task.GuestState guest, @Nullable PtRegs regs, long from) {
      UnwindOrc unwind = new UnwindOrc(memory, tables, CallTraces::isServed, guest.stack());
      if (regs != null) {
        unwind.start(regs);
      } else {
        unwind.start(cpu.read(Register.RIP), cpu.read(Register.RSP), cpu.read(Register.RBP));
      }
      long at = from;
      int part = 1;
      for (Task.GuestState.Caller caller : guest.callers()) {
        scan(unwind, at, caller.returnSlot());
        lost |= unwind.returnAddressPointer() != caller.returnSlot();
        if (part < parts.size()) {
          kernelFrames(parts.get(part++), true);
        }
        if (!caller.outermost()) {
          at = caller.rsp() & -Long.BYTES;
          unwind.start(caller.rip(), caller.rsp(), caller.rbp());
        }
      }
    }

    private void scan(UnwindOrc unwind, long from, long to) {
      for (long at = from; Long.compareUnsigned(at, to) < 0; at += Long.BYTES) {
        long word = memory.getLong(at);
        if (symbols.isText(word)) {
          boolean reliable = !lost && at == unwind.returnAddressPointer();
          print((reliable ? " " : " ? ") + backtrace(word));
          if (reliable) {
            returnAddresses.add(word);
            unwind.next();
          }
        }
      }
    }

    /**
     * The frames of functions whose work Java does.
     *
     * @param shown whether they belong to the trace; if not, only the interrupt among them does
     */
    private void kernelFrames(List<String> functions, boolean shown) {
      for (String function : functions) {
        if (function.equals(KernelFrames.INTERRUPT)) {
          print(" </IRQ>");
          print(" <TASK>");
          interrupted = false;
        } else if (shown) {
          long address = symbols.addressOf(function);
          print((lost ? " ? " : " ") + (address == 0 ? function : backtrace(address + 1)));
        }
        if (function.equals(KernelFrames.SYSTEM_CALL)) {
          userRegs.show();
        }
      }
    }

    private String backtrace(long address) {
      return symbols.sprintSymbol(address, SymbolNames.Form.BACKTRACE);
    }
  }
}
