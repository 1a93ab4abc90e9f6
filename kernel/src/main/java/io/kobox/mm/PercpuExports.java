package io.kobox.mm;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.lib.KernelWarning;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import java.util.Locale;

/** Allocation of per-CPU memory (mm/percpu.c). */
public final class PercpuExports {
  /** NR_CPUS of Debian's kernel. */
  private static final int NR_CPUS = 8192;

  /** PCPU_MIN_ALLOC_SIZE. */
  private static final long LEAST_SIZE = 4;

  /** PCPU_MIN_UNIT_SIZE. */
  private static final long MOST_SIZE = 32 << 10;

  private final PerCpu perCpu;
  private final GuestMemory memory;
  private final KernelWarning warning;

  public PercpuExports(PerCpu perCpu, GuestMemory memory, KernelWarning warning) {
    this.perCpu = perCpu;
    this.memory = memory;
    this.warning = warning;
  }

  /** pcpu_alloc. */
  private long allocate(long size, long align, int gfp) {
    long boundary = Math.max(align, LEAST_SIZE);
    long bytes = size + LEAST_SIZE - 1 & -LEAST_SIZE;
    boolean legal =
        bytes != 0
            && Long.compareUnsigned(bytes, MOST_SIZE) <= 0
            && boundary <= AddressLayout.PAGE_SIZE
            && Long.bitCount(boundary) == 1;
    if (legal) {
      return perCpu.allocate(bytes, boundary);
    }
    if ((gfp & Gfp.NOWARN) == 0) {
      warning.warn(
          "mm/percpu.c:1758 pcpu_alloc+0x7e0/0x830 <-",
          String.format(
              Locale.ROOT,
              "illegal size (%s) or align (%s) for percpu allocation\n",
              Long.toUnsignedString(bytes),
              Long.toUnsignedString(boundary)));
    }
    return 0;
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
    return allocate(size, align, Gfp.KERNEL);
  }

  /** void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t gfp). */
  @KernelExport
  long __alloc_percpu_gfp(long size, long align, int gfp) {
    return allocate(size, align, gfp);
  }

  /** void __percpu *pcpu_alloc_noprof(size_t size, size_t align, bool reserved, gfp_t gfp). */
  @KernelExport
  long pcpu_alloc_noprof(long size, long align, boolean reserved, int gfp) {
    return allocate(size, align, gfp);
  }

  /** void free_percpu(void __percpu *ptr). */
  @KernelExport
  void free_percpu(long offset) {
    if (!perCpu.free(offset)) {
      throw new InvalidFreeException(offset);
    }
  }
}
