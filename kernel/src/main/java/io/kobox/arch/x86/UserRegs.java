package io.kobox.arch.x86;

import io.kobox.kernel.entry.KernelFrames;
import io.kobox.kernel.printk.Printk;
import io.kobox.machine.AddressLayout;
import java.util.Locale;

/**
 * The program's registers below a call trace, as they were when it made its system call
 * (arch/x86/kernel/dumpstack.c: show_regs_if_on_stack; arch/x86/entry/entry_64.S).
 *
 * <p>Programs are Java and have no code of the CPU. What the entry of a system call makes of the
 * registers is as on Linux: ORIG_RAX is the number of the call, RAX is -ENOSYS, RCX and R11 are the
 * program's RIP and flags. RIP and RSP are where a program and its stack are without randomisation,
 * no code can be read there, and the other registers are 0.
 */
final class UserRegs {
  private static final int USER_CS = 0x33;
  private static final int USER_DS = 0x2b;

  /** Interrupts on, as after most instructions: parity and zero. */
  private static final long FLAGS = 0x246;

  private static final long RIP = 0x00007ffff7e00000L;
  private static final long RSP = AddressLayout.USER_END - 0x2000;
  private static final long MINUS_ENOSYS = -38;

  private final Printk printk;

  UserRegs(Printk printk) {
    this.printk = printk;
  }

  private void print(String format, Object... arguments) {
    printk.printk(Printk.LOGLEVEL_DEFAULT, String.format(Locale.ROOT, format, arguments) + "\n");
  }

  /** __show_regs with SHOW_REGS_SHORT. */
  void show() {
    print("RIP: %04x:0x%x", USER_CS, RIP);
    print("Code: Unable to access opcode bytes at 0x%x.", RIP - DumpStack.PROLOGUE);
    print(
        "RSP: %04x:%016x EFLAGS: %08x ORIG_RAX: %016x",
        USER_DS, RSP, FLAGS, KernelFrames.systemCall());
    triple("RAX", MINUS_ENOSYS, "RBX", 0, "RCX", RIP);
    triple("RDX", 0, "RSI", 0, "RDI", 0);
    triple("RBP", 0, "R08", 0, "R09", 0);
    triple("R10", 0, "R11", FLAGS, "R12", 0);
    triple("R13", 0, "R14", 0, "R15", 0);
  }

  private void triple(String a, long first, String b, long second, String c, long third) {
    print("%s: %016x %s: %016x %s: %016x", a, first, b, second, c, third);
  }
}
