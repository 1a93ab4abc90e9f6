package io.kobox.arch.x86;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.softirq.IrqFlags;
import io.kobox.machine.Cpu;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import io.kobox.unicorn.Register;
import java.util.function.ToLongFunction;

/** The operations that a hypervisor could replace (arch/x86/kernel/paravirt.c): the native ones. */
public final class ParavirtExports {
  private static final String[] VALUES = {"pgd", "p4d", "pud", "pmd", "pte"};

  private final Cpu cpu;
  private final IrqFlags irqFlags;
  private final Structs structs;
  private final ToLongFunction<String> addressOf;

  public ParavirtExports(
      Cpu cpu, IrqFlags irqFlags, Structs structs, ToLongFunction<String> addressOf) {
    this.cpu = cpu;
    this.irqFlags = irqFlags;
    this.structs = structs;
    this.addressOf = addressOf;
  }

  /** struct paravirt_patch_template pv_ops. */
  @KernelData(
      type = "struct paravirt_patch_template",
      level = Level.PARTIAL,
      note = "interrupt flags and page table values; the rest are null pointers")
  void pv_ops(long address) {
    Struct operations = structs.at("paravirt_patch_template", address);
    operations.set("irq.save_fl.func", addressOf.applyAsLong("native_save_fl"));
    operations.set("irq.irq_disable.func", addressOf.applyAsLong("pv_native_irq_disable"));
    operations.set("irq.irq_enable.func", addressOf.applyAsLong("pv_native_irq_enable"));
    for (String value : VALUES) {
      for (String field : new String[] {"mmu." + value + "_val", "mmu.make_" + value}) {
        operations.set(field + ".func", addressOf.applyAsLong("_paravirt_ident_64"));
      }
    }
  }

  /** unsigned long native_save_fl(void). */
  @KernelExport
  long native_save_fl() {
    return cpu.read(Register.RFLAGS);
  }

  /** void pv_native_irq_disable(void). */
  @KernelExport
  void pv_native_irq_disable() {
    irqFlags.disable();
  }

  /** void pv_native_irq_enable(void). */
  @KernelExport
  void pv_native_irq_enable() {
    irqFlags.enable();
  }

  /** u64 _paravirt_ident_64(u64 x). */
  @KernelExport
  long _paravirt_ident_64(long value) {
    return value;
  }
}
