package io.kobox.mm;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** Allocation of per-CPU memory (mm/percpu.c). */
public final class PercpuExports {
  /** NR_CPUS of Debian's kernel. */
  private static final int NR_CPUS = 8192;

  private final PerCpu perCpu;
  private final GuestMemory memory;

  public PercpuExports(PerCpu perCpu, GuestMemory memory) {
    this.perCpu = perCpu;
    this.memory = memory;
  }

  /** Offsets of the CPUs' areas; those of CPUs that do not exist stay 0. */
  @KernelData(type = "long unsigned int", count = NR_CPUS)
  void __per_cpu_offset(long address) {
    memory.putLong(address, perCpu.base());
  }

  @KernelData(type = "long unsigned int", perCpu = true)
  void this_cpu_off(long address) {
    memory.putLong(address, perCpu.base());
  }

  /** void __percpu *__alloc_percpu(size_t size, size_t align). */
  @KernelExport
  long __alloc_percpu(long size, long align) {
    return perCpu.allocate(size, align);
  }

  /** void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp). */
  @KernelExport
  long __alloc_percpu_gfp(long size, long align, int gfp) {
    return perCpu.allocate(size, align);
  }

  /** void __percpu *pcpu_alloc_noprof(size_t size, size_t align, bool reserved, gfp_t gfp). */
  @KernelExport
  long pcpu_alloc_noprof(long size, long align, boolean reserved, int gfp) {
    return perCpu.allocate(size, align);
  }

  /** void free_percpu(void __percpu *ptr). */
  @KernelExport
  void free_percpu(long offset) {
    if (!perCpu.free(offset)) {
      throw new InvalidFreeException(offset);
    }
  }
}
