package io.kobox.arch.x86;

import io.kobox.export.KernelData;
import io.kobox.export.Level;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;

/**
 * Where the kernel's address space lies, and the CPU's own variables (arch/x86/kernel/head64.c).
 */
public final class SetupExports {
  private final GuestMemory memory;

  public SetupExports(GuestMemory memory) {
    this.memory = memory;
  }

  @KernelData(type = "long unsigned int")
  void page_offset_base(long address) {
    memory.putLong(address, AddressLayout.DIRECT_MAP);
  }

  @KernelData(type = "long unsigned int")
  void vmalloc_base(long address) {
    memory.putLong(address, AddressLayout.VMALLOC);
  }

  @KernelData(type = "long unsigned int")
  void vmemmap_base(long address) {
    memory.putLong(address, AddressLayout.VMEMMAP);
  }

  @KernelData(type = "long unsigned int")
  void phys_base(long address) {}

  /** Preemption is enabled while the inverted bit PREEMPT_NEED_RESCHED is set. */
  @KernelData(type = "int", perCpu = true)
  void __preempt_count(long address) {
    memory.putInt(address, 0x80000000);
  }

  @KernelData(type = "int", perCpu = true)
  void cpu_number(long address) {}

  /** The scheduler keeps it. */
  @KernelData(type = "void *", perCpu = true)
  void current_task(long address) {}

  /** The same for code that may take the current task as constant (6.15 and later). */
  @KernelData(type = "void *", perCpu = true)
  void const_current_task(long address) {}

  /** The stack protector's canary since 6.15; it is set with the per-CPU area. */
  @KernelData(type = "long unsigned int", perCpu = true)
  void __ref_stack_chk_guard(long address) {}

  /** What 6.2 to 6.14 keep together: current task, preemption count, CPU number. */
  @KernelData(type = "struct pcpu_hot", perCpu = true)
  void pcpu_hot(long address) {}

  @KernelData(type = "struct pcpu_hot", perCpu = true)
  void const_pcpu_hot(long address) {}

  /** The end of what user pointers may point to, for access_ok(). */
  @KernelData(type = "long unsigned int")
  void USER_PTR_MAX(long address) {
    memory.putLong(address, AddressLayout.USER_END);
  }

  @KernelData(
      type = "struct task_struct",
      level = Level.PARTIAL,
      note = "the task list, names, states, priorities and signals are kept; no mm, no cgroups")
  void init_task(long address) {}
}
