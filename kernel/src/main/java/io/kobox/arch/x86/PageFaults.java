package io.kobox.arch.x86;

import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.TaskKilledError;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.Stop.PageFault;
import java.util.Locale;

/** A kernel-mode page fault that nothing repairs (arch/x86/mm/fault.c: page_fault_oops). */
final class PageFaults {
  private static final int SIGKILL = 9;

  private final Printk printk;
  private final Oops oops;
  private final PageWalk pageWalk;

  /** Describes the page-table entries of an address: {@code PGD 0 P4D 0 }. */
  @FunctionalInterface
  interface PageWalk {
    String dump(long address);
  }

  PageFaults(Printk printk, Oops oops, PageWalk pageWalk) {
    this.printk = printk;
    this.oops = oops;
    this.pageWalk = pageWalk;
  }

  TaskKilledError oops(PageFault fault, PtRegs regs) {
    showFault(fault);
    oops.report("Oops", regs, fault.errorCode());
    printk.printk(
        Printk.LOGLEVEL_DEFAULT, String.format(Locale.ROOT, "CR2: %016x\n", fault.address()));
    TaskKilledError killed = oops.end(regs, SIGKILL);
    oops.noteIrqsDisabled();
    return killed;
  }

  /** show_fault_oops. */
  private void showFault(PageFault fault) {
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
    printk.printk(6, pageWalk.dump(fault.address()) + "\n");
  }

  private void alert(String format, Object... arguments) {
    printk.printk(1, String.format(Locale.ROOT, format, arguments));
  }
}
