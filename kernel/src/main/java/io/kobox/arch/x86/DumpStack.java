package io.kobox.arch.x86;

import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.panic.ReportTexts;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.panic.WarningSite;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.sched.Task;
import io.kobox.lib.SymbolNames;
import io.kobox.machine.Cpu;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.syscalls.Utsname;
import io.kobox.unicorn.Register;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Registers, code bytes and call trace, as oops reports print them (arch/x86/kernel/dumpstack.c).
 */
public final class DumpStack {
  /** KERN_DEFAULT is the default message level. */
  private static final int DEFAULT = Printk.LOGLEVEL_DEFAULT;

  /** The selectors of kernel mode; the emulated CPU runs without a descriptor table. */
  private static final long KERNEL_CS = 0x10;

  private static final long KERNEL_DS = 0x18;

  private static final String NO_CODE = "Code: Unable to access opcode bytes at 0x%x.";
  private static final int OPCODE_BYTES = 64;
  static final int PROLOGUE = 42;

  /** THREAD_SIZE. */
  static final int STACK_SIZE = 4 * 4096;

  private final Printk printk;
  private final Taints taints;
  private final KernelSymbols symbols;
  private final GuestMemory memory;
  private final Supplier<Task> current;
  private final CallTraces callTraces;
  private final Utsname utsname;
  private final ReportTexts texts;

  public DumpStack(
      Printk printk,
      Taints taints,
      KernelSymbols symbols,
      GuestMemory memory,
      Supplier<Task> current,
      CallTraces callTraces,
      Utsname utsname,
      ReportTexts texts) {
    this.printk = printk;
    this.taints = taints;
    this.symbols = symbols;
    this.memory = memory;
    this.current = current;
    this.callTraces = callTraces;
    this.utsname = utsname;
    this.texts = texts;
  }

  private void print(String format, Object... arguments) {
    printk.printk(DEFAULT, String.format(Locale.ROOT, format, arguments) + "\n");
  }

  private String symbol(long address) {
    return symbols.sprintSymbol(address, SymbolNames.Form.SYMBOL);
  }

  /** dump_stack_print_info: who was running on which kernel. */
  public void printInfo() {
    texts
        .info(current.get(), taints, utsname)
        .lines()
        .forEach(line -> printk.printk(DEFAULT, line + "\n"));
  }

  /** show_regs. */
  void showRegs(PtRegs regs) {
    printInfo();
    showRegisters(regs);
    callTraces.show(regs);
  }

  /**
   * show_regs of a WARN in the kernel's own code, which is Java here: there are no bytes of it, and
   * the registers are those of the module's call.
   */
  public void showWarning(Cpu cpu, WarningSite site) {
    printInfo();
    print("RIP: %04x:%s", KERNEL_CS, site.place());
    long function = symbols.addressOf(site.function());
    if (function != 0) {
      print(NO_CODE, function + site.offset() - PROLOGUE);
    }
    showValues(PtRegs.of(cpu, 0));
    callTraces.showCallersOf(site);
  }

  /** __show_regs with SHOW_REGS_ALL. */
  void showRegisters(PtRegs regs) {
    print("RIP: %04x:%s", KERNEL_CS, symbol(regs.ip()));
    showOpcodes(regs.ip());
    showValues(regs);
  }

  private void showValues(PtRegs regs) {
    print(
        "RSP: %04x:%016x EFLAGS: %08x",
        KERNEL_DS, regs.get(Register.RSP), regs.get(Register.RFLAGS));
    triple(regs, "RAX", Register.RAX, "RBX", Register.RBX, "RCX", Register.RCX);
    triple(regs, "RDX", Register.RDX, "RSI", Register.RSI, "RDI", Register.RDI);
    triple(regs, "RBP", Register.RBP, "R08", Register.R8, "R09", Register.R9);
    triple(regs, "R10", Register.R10, "R11", Register.R11, "R12", Register.R12);
    triple(regs, "R13", Register.R13, "R14", Register.R14, "R15", Register.R15);
    print(
        "FS:  %016x(0000) GS:%016x(0000) knlGS:%016x",
        regs.get(Register.FS_BASE), regs.get(Register.GS_BASE), 0L);
    print("CS:  %04x DS: 0000 ES: 0000 CR0: %016x", KERNEL_CS, regs.get(Register.CR0));
    print(
        "CR2: %016x CR3: %016x CR4: %016x",
        regs.get(Register.CR2), regs.get(Register.CR3), regs.get(Register.CR4));
  }

  private void triple(
      PtRegs regs, String a, Register first, String b, Register second, String c, Register third) {
    print(
        "%s: %016x %s: %016x %s: %016x",
        a, regs.get(first), b, regs.get(second), c, regs.get(third));
  }

  /** show_opcodes: 42 bytes before RIP, the one at RIP in angle brackets, and 21 after. */
  private void showOpcodes(long ip) {
    byte[] bytes;
    try {
      bytes = memory.bytes(ip - PROLOGUE, OPCODE_BYTES);
    } catch (PageFaultException e) {
      print(NO_CODE, ip - PROLOGUE);
      return;
    }
    StringBuilder text = new StringBuilder("Code:");
    for (int i = 0; i < bytes.length; i++) {
      String hex = String.format("%02x", bytes[i]);
      text.append(' ').append(i == PROLOGUE ? "<" + hex + ">" : hex);
    }
    print("%s", text);
  }

  /** dump_stack: who is running, and the call trace. */
  @KernelFunction("dump_stack_lvl")
  public void dumpStack() {
    printInfo();
    callTraces.show(null);
  }
}
