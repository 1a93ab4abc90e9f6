package io.kobox.kernel.softirq;

import io.kobox.machine.Cpu;
import io.kobox.unicorn.Register;

/** Whether the CPU takes interrupts: RFLAGS.IF (arch/x86/include/asm/irqflags.h). */
public final class IrqFlags {
  private static final long IF = 1 << 9;

  private final Cpu cpu;

  public IrqFlags(Cpu cpu) {
    this.cpu = cpu;
  }

  /** local_irq_save(): the flags from before. */
  public long save() {
    long flags = cpu.read(Register.RFLAGS);
    cpu.write(Register.RFLAGS, flags & ~IF);
    return flags;
  }

  /** local_irq_restore(): interrupts are enabled if they were in {@code flags}. */
  public void restore(long flags) {
    if ((flags & IF) != 0) {
      enable();
    }
  }

  /** local_irq_disable(). */
  public void disable() {
    cpu.write(Register.RFLAGS, cpu.read(Register.RFLAGS) & ~IF);
  }

  /** local_irq_enable(). */
  public void enable() {
    cpu.write(Register.RFLAGS, cpu.read(Register.RFLAGS) | IF);
  }

  /** irqs_disabled(). */
  public boolean disabled() {
    return (cpu.read(Register.RFLAGS) & IF) == 0;
  }
}
