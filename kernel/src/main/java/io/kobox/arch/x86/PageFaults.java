package io.kobox.arch.x86;

import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskKilledError;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageTables;
import io.kobox.machine.Stop.PageFault;
import java.util.Locale;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/** A kernel-mode page fault that nothing repairs (arch/x86/mm/fault.c: page_fault_oops). */
final class PageFaults {
  private static final int SIGKILL = 9;
  private static final String[] LEVELS = {"PGD ", "PUD ", "PMD ", "PTE "};

  private final Printk printk;
  private final Oops oops;
  private final PageTables tables;
  private final Supplier<Task> current;
  private final LongUnaryOperator pointerHash;

  /**
   * @param pointerHash what {@code %p} shows of an address
   */
  PageFaults(
      Printk printk,
      Oops oops,
      PageTables tables,
      Supplier<Task> current,
      LongUnaryOperator pointerHash) {
    this.printk = printk;
    this.oops = oops;
    this.tables = tables;
    this.current = current;
    this.pointerHash = pointerHash;
  }

  /** The report, and what ends the task or the machine. */
  Error oops(PageFault fault, PtRegs regs) {
    Task.GuestState stack = current.get().guest();
    if (stack != null && isGuard(stack, fault.address())) {
      return stackOverflow(stack, fault.address(), regs);
    }
    showFault(fault);
    oops.report("Oops", regs, fault.errorCode());
    printk.printk(
        Printk.LOGLEVEL_DEFAULT, String.format(Locale.ROOT, "CR2: %016x\n", fault.address()));
    TaskKilledError killed = oops.end(SIGKILL);
    oops.noteIrqsDisabled();
    return killed;
  }

  private static boolean isGuard(Task.GuestState stack, long address) {
    return AddressLayout.pageOf(address) == stack.bottom() - AddressLayout.PAGE_SIZE;
  }

  /** handle_stack_overflow, on the double fault's stack as on a CPU that has no stack left. */
  private Error stackOverflow(Task.GuestState stack, long address, PtRegs regs) {
    printk.printk(
        0,
        String.format(
            Locale.ROOT,
            "BUG: TASK stack guard page was hit at %016x (stack is %016x..%016x)\n",
            pointerHash.applyAsLong(address),
            pointerHash.applyAsLong(stack.bottom()),
            pointerHash.applyAsLong(stack.stack())));
    return oops.dieInInterrupt("stack guard page", regs);
  }

  /** show_fault_oops. */
  private void showFault(PageFault fault) {
    boolean present = tables.isMapped(AddressLayout.pageOf(fault.address()));
    boolean fetch = (fault.errorCode() & PageFault.FETCH) != 0;
    if (fetch && present && !tables.protection(AddressLayout.pageOf(fault.address())).execute()) {
      printk.printk(2, "kernel tried to execute NX-protected page - exploit attempt? (uid: 0)\n");
    }
    boolean nullPointer = Long.compareUnsigned(fault.address(), AddressLayout.PAGE_SIZE) < 0;
    alert(
        nullPointer
            ? "BUG: kernel NULL pointer dereference, address: %016x\n"
            : "BUG: unable to handle page fault for address: %016x\n",
        fault.address());
    int code = fault.errorCode();
    String access =
        (code & PageFault.FETCH) != 0
            ? "instruction fetch"
            : (code & PageFault.WRITE) != 0 ? "write access" : "read access";
    alert("#PF: supervisor %s in kernel mode\n", access);
    alert(
        "#PF: error_code(0x%04x) - %s\n",
        code, (code & PageFault.PROTECTION) == 0 ? "not-present page" : "permissions violation");
    printk.printk(6, dumpPageTable(fault.address()) + "\n");
  }

  /** dump_pagetable; with four levels P4D repeats PGD. */
  private String dumpPageTable(long address) {
    long[] entries = tables.walk(address);
    StringBuilder text = new StringBuilder();
    text.append("PGD ").append(Long.toHexString(entries[0]));
    text.append(" P4D ").append(Long.toHexString(entries[0])).append(' ');
    for (int i = 1; i < entries.length; i++) {
      text.append(LEVELS[i]).append(Long.toHexString(entries[i]));
      text.append(i == LEVELS.length - 1 ? "" : " ");
    }
    return text.toString();
  }

  private void alert(String format, Object... arguments) {
    printk.printk(1, String.format(Locale.ROOT, format, arguments));
  }
}
