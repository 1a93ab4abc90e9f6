package io.kobox.kernel.smp;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.kernel.softirq.IrqFlags;
import io.kobox.kernel.softirq.Softirqs;
import io.kobox.lib.GuestFunctions;
import io.kobox.machine.GuestMemory;

/** A machine of one CPU: its masks, and calls to all CPUs (kernel/cpu.c, kernel/smp.c). */
public final class SmpExports {
  private static final int ENXIO = 6;

  private final GuestMemory memory;
  private final GuestFunctions functions;
  private final IrqFlags irqFlags;
  private final int maskBytes;

  /**
   * @param maskBytes sizeof(struct cpumask)
   */
  public SmpExports(
      GuestMemory memory, GuestFunctions functions, Softirqs softirqs, int maskBytes) {
    this.memory = memory;
    this.functions = functions;
    this.maskBytes = maskBytes;
    this.irqFlags = softirqs.irqFlags();
  }

  private void onlyFirst(long mask) {
    memory.putLong(mask, 1);
  }

  @KernelData(type = "struct cpumask")
  void __cpu_online_mask(long address) {
    onlyFirst(address);
  }

  @KernelData(type = "struct cpumask")
  void __cpu_possible_mask(long address) {
    onlyFirst(address);
  }

  @KernelData(type = "struct cpumask")
  void __cpu_present_mask(long address) {
    onlyFirst(address);
  }

  @KernelData(type = "struct cpumask")
  void __cpu_active_mask(long address) {
    onlyFirst(address);
  }

  @KernelData(type = "struct cpumask")
  void cpu_all_bits(long address) {
    memory.fill(address, maskBytes, (byte) 0xff);
  }

  @KernelData(type = "int")
  void __num_online_cpus(long address) {
    memory.putInt(address, 1);
  }

  @KernelData(type = "unsigned int")
  void nr_cpu_ids(long address) {
    memory.putInt(address, 1);
  }

  /** Calls with interrupts off, as an interprocessor interrupt would. */
  private void call(long function, long info) {
    long flags = irqFlags.save();
    functions.call(function, info);
    irqFlags.restore(flags);
  }

  /** int smp_call_function_single(int cpu, smp_call_func_t func, void *info, int wait). */
  @KernelExport
  int smp_call_function_single(int cpu, long function, long info, int wait) {
    if (cpu != 0) {
      return -ENXIO;
    }
    call(function, info);
    return 0;
  }

  /** int smp_call_function_any(const struct cpumask *mask, func, void *info, int wait). */
  @KernelExport
  int smp_call_function_any(long mask, long function, long info, int wait) {
    return smp_call_function_single((memory.getLong(mask) & 1) != 0 ? 0 : 1, function, info, wait);
  }

  /** void smp_call_function(func, void *info, int wait): on all others, which are none. */
  @KernelExport
  void smp_call_function(long function, long info, int wait) {
    // nothing to do
  }

  /** void smp_call_function_many(const struct cpumask *mask, func, void *info, bool wait). */
  @KernelExport
  void smp_call_function_many(long mask, long function, long info, boolean wait) {
    // nothing to do
  }

  /** void on_each_cpu_cond_mask(cond_func, func, void *info, bool wait, const cpumask *mask). */
  @KernelExport
  void on_each_cpu_cond_mask(long condition, long function, long info, boolean wait, long mask) {
    if ((memory.getLong(mask) & 1) != 0
        && (condition == 0 || (byte) functions.call(condition, 0, info) != 0)) {
      call(function, info);
    }
  }

  /** int stop_machine(cpu_stop_fn_t fn, void *data, const struct cpumask *cpus). */
  @KernelExport(aliases = "stop_machine_cpuslocked")
  int stop_machine(long function, long data, long cpus) {
    long flags = irqFlags.save();
    int result = (int) functions.call(function, data);
    irqFlags.restore(flags);
    return result;
  }

  /** void cpus_read_lock(void): CPUs neither come nor go. */
  @Leaf
  @KernelExport(aliases = {"cpus_read_unlock", "cpu_hotplug_disable", "cpu_hotplug_enable"})
  void cpus_read_lock() {
    // nothing to do
  }
}
