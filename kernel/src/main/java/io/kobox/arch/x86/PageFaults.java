package io.kobox.arch.x86;

import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Task;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageTables;
import io.kobox.machine.Stop.PageFault;
import io.kobox.unicorn.Register;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A kernel-mode page fault that nothing repairs (arch/x86/mm/fault.c: page_fault_oops). */
final class PageFaults {
  private static final int SIGKILL = 9;

  /** What the CPU pushes at an exception with an error code. */
  private static final int EXCEPTION_FRAME = 6 * Long.BYTES;

  private static final String[] LEVELS = {"PGD %x P4D %1$x ", "PUD %x ", "PMD %x ", "PTE %x"};

  private final Printk printk;
  private final Oops oops;
  private final PageTables tables;
  private final Supplier<Task> current;

  PageFaults(Printk printk, Oops oops, PageTables tables, Supplier<Task> current) {
    this.printk = printk;
    this.oops = oops;
    this.tables = tables;
    this.current = current;
  }

  /** Reports the fault, and what ends the task or the machine. */
  Error oops(PageFault fault, PtRegs regs) {
    Task.GuestState guest = current.get().guest();
    if (guest != null && isGuardPage(guest, fault.address())) {
      return oops.stackOverflow(
          regs,
          fault.address(),
          guest.stack() - DumpStack.STACK_SIZE,
          guest.stack(),
          isDoubleFault(guest, regs));
    }
    showFault(fault);
    oops.report("Oops", regs, fault.errorCode());
    printk.printk(
        Printk.LOGLEVEL_DEFAULT, String.format(Locale.ROOT, "CR2: %016x\n", fault.address()));
    Error killed = oops.end(regs, SIGKILL);
    oops.noteIrqsDisabled();
    return killed;
  }

  /** get_stack_guard_info: the page below the stack. */
  private static boolean isGuardPage(Task.GuestState guest, long address) {
    long begin = guest.stack() - DumpStack.STACK_SIZE;
    return address < begin && address >= begin - AddressLayout.PAGE_SIZE;
  }

  /** The CPU finds no room for the page fault's own frame. */
  private static boolean isDoubleFault(Task.GuestState guest, PtRegs regs) {
    long frame = (regs.get(Register.RSP) & -16) - EXCEPTION_FRAME;
    return frame < guest.stack() - DumpStack.STACK_SIZE;
  }

  /** show_fault_oops. */
  private void showFault(PageFault fault) {
    int code = fault.errorCode();
    if ((code & PageFault.FETCH) != 0) {
      showFetch(fault.address());
    }
    boolean nullPointer = Long.compareUnsigned(fault.address(), AddressLayout.PAGE_SIZE) < 0;
    alert(
        nullPointer
            ? "BUG: kernel NULL pointer dereference, address: %016x\n"
            : "BUG: unable to handle page fault for address: %016x\n",
        fault.address());
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

  private void showFetch(long address) {
    @Nullable String why = null;
    if (tables.isMapped(address)) {
      why =
          !tables.protection(address).execute()
              ? "kernel tried to execute NX-protected page - exploit attempt?"
              : Long.compareUnsigned(address, AddressLayout.USER_END) < 0
                  ? "unable to execute userspace code (SMEP?)"
                  : null;
    }
    if (why != null) {
      printk.printk(2, why + " (uid: 0)\n");
    }
  }

  /** dump_pagetable, with four levels of tables. */
  private String dumpPageTable(long address) {
    StringBuilder text = new StringBuilder();
    List<Long> entries = tables.walk(address);
    for (int i = 0; i < entries.size(); i++) {
      text.append(String.format(Locale.ROOT, LEVELS[i], entries.get(i)));
    }
    return text.toString();
  }

  private void alert(String format, Object... arguments) {
    printk.printk(1, String.format(Locale.ROOT, format, arguments));
  }
}
