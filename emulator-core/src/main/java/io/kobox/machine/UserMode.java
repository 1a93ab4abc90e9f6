package io.kobox.machine;

import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import io.kobox.unicorn.UnicornException;

/**
 * Runs programs in ring 3. The kernel's registers are kept meanwhile, so that after each stop the
 * CPU is the kernel's again. SYSCALL changes nothing but RIP; RCX and R11 are the caller's to set.
 */
public final class UserMode {
  private static final int MSR_EFER = 0xc0000080;
  private static final int MSR_STAR = 0xc0000081;
  private static final long EFER_SYSTEM_CALL_EXTENSIONS = 1;

  /** The selectors that SYSRET and SYSCALL derive theirs from: __USER32_CS and __KERNEL_CS. */
  private static final long SELECTORS = 0x23L << 48 | 0x10L << 32;

  private static final long INTERRUPTS_ENABLED = 0x202;
  private static final int PRIVILEGE_LEVEL = 3;

  private final Unicorn unicorn;
  private final Cpu cpu;
  private final CpuContext kernel;
  private final CpuContext pristine;
  private final Unicorn.RegisterSet visible;

  UserMode(Unicorn unicorn, Cpu cpu) {
    this.unicorn = unicorn;
    this.cpu = cpu;
    this.kernel = cpu.newContext();
    this.pristine = cpu.newContext();
    this.visible = unicorn.registerSet(UserContext.VISIBLE);
    enterOnce();
  }

  /** Makes the state of a program that has done nothing: SYSRET to where nothing is mapped. */
  private void enterOnce() {
    kernel.save();
    unicorn.writeMsr(MSR_EFER, unicorn.readMsr(MSR_EFER) | EFER_SYSTEM_CALL_EXTENSIONS);
    unicorn.writeMsr(MSR_STAR, SELECTORS);
    unicorn.write(Register.RCX, AddressLayout.USER_END);
    unicorn.write(Register.R11, INTERRUPTS_ENABLED);
    Stop stop = cpu.runUser(TrapTable.SYSRET_PAD);
    if (!(stop instanceof Stop.PageFault)
        || (unicorn.read(Register.CS) & PRIVILEGE_LEVEL) != PRIVILEGE_LEVEL) {
      throw new UnicornException("no way into user mode: " + stop);
    }
    unicorn.write(Register.GS_BASE, 0);
    long[] registers = new long[UserContext.VISIBLE.length];
    visible.read(registers);
    for (int i = 0; i < registers.length; i++) {
      registers[i] = UserContext.VISIBLE[i] == Register.RFLAGS ? INTERRUPTS_ENABLED : 0;
    }
    visible.write(registers);
    pristine.save();
    kernel.restore();
  }

  /** A program's registers before its first instruction: zeroes. */
  public UserContext newContext() {
    return copyOf(pristine, new long[UserContext.VISIBLE.length], INTERRUPTS_ENABLED);
  }

  private UserContext copyOf(CpuContext others, long[] values, long flags) {
    UserContext context = new UserContext(cpu.newContext(), values);
    context.others().copyFrom(others);
    context.write(Register.RFLAGS, flags);
    return context;
  }

  /** The same registers once more. */
  public UserContext copy(UserContext context) {
    return copyOf(context.others(), context.values.clone(), context.read(Register.RFLAGS));
  }

  /** Gives {@code context} all registers of {@code source}. */
  public void assign(UserContext context, UserContext source) {
    context.others().copyFrom(source.others());
    System.arraycopy(source.values, 0, context.values, 0, source.values.length);
  }

  /** Runs the program until anything stops it; {@code context} is what it left. */
  public Stop run(UserContext context) {
    kernel.save();
    context.others().restore();
    visible.write(context.values);
    try {
      return cpu.runUser(context.read(Register.RIP));
    } finally {
      visible.read(context.values);
      context.others().save();
      kernel.restore();
    }
  }

  void close() {
    kernel.close();
    pristine.close();
  }
}
