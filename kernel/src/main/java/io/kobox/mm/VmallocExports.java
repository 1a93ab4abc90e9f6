package io.kobox.mm;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.lib.KernelWarning;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.Protection;
import java.util.function.LongFunction;

/** Virtually contiguous memory (mm/vmalloc.c). */
public final class VmallocExports {
  private static final String NO_REPORT =
      "a request that finds no memory gives NULL without a report";

  private final VmArea vmalloc;
  private final PageAllocator pages;
  private final GuestMemory memory;
  private final Allocations allocations;
  private final KernelWarning warning;
  private final LongFunction<String> pointers;

  /**
   * @param pointers what %p prints of an address
   */
  public VmallocExports(
      VmArea vmalloc,
      PageAllocator pages,
      GuestMemory memory,
      Allocations allocations,
      KernelWarning warning,
      LongFunction<String> pointers) {
    this.vmalloc = vmalloc;
    this.pages = pages;
    this.memory = memory;
    this.allocations = allocations;
    this.warning = warning;
    this.pointers = pointers;
  }

  private long allocate(long size) {
    if (size == 0) {
      warning.warnOnce(
          "mm/vmalloc.c:3227 __vmalloc_node_range+0x806/0x880 <- __vmalloc_node+0x4a/0x60 <-", "");
      return 0;
    }
    long address = vmalloc.allocate(size, Protection.READ_WRITE);
    if (address != 0) {
      allocations.allocated(address, size);
    }
    return address;
  }

  /** void *vmap(struct page **pages, unsigned int count, unsigned long flags, pgprot_t prot). */
  @KernelExport(level = Level.PARTIAL, note = "always writable; flags are ignored")
  long vmap(long array, int count, long flags, long protection) {
    long[] frames = new long[Math.clamp(count, 0, 1 << 16)];
    for (int i = 0; i < frames.length; i++) {
      frames[i] = pages.physicalOf(memory.getLong(array + 8L * i));
    }
    return vmalloc.map(frames, Protection.READ_WRITE);
  }

  /** void vunmap(const void *addr). */
  @KernelExport
  void vunmap(long address) {
    if (address != 0 && !vmalloc.free(address)) {
      throw new InvalidFreeException(address);
    }
  }

  /** void *vmalloc(unsigned long size). */
  @KernelExport(aliases = "vmalloc_noprof", level = Level.PARTIAL, note = NO_REPORT)
  long vmalloc(long size) {
    return allocate(size);
  }

  /** void *vzalloc(unsigned long size). */
  @KernelExport(aliases = "vzalloc_noprof", level = Level.PARTIAL, note = NO_REPORT)
  long vzalloc(long size) {
    return allocate(size);
  }

  /** void *vmalloc_user(unsigned long size). */
  @KernelExport(aliases = "vmalloc_user_noprof", level = Level.PARTIAL, note = NO_REPORT)
  long vmalloc_user(long size) {
    return allocate(size);
  }

  /** void *vmalloc_node(unsigned long size, int node). */
  @KernelExport(aliases = "vmalloc_node_noprof", level = Level.PARTIAL, note = NO_REPORT)
  long vmalloc_node(long size, int node) {
    return allocate(size);
  }

  /** void *vzalloc_node(unsigned long size, int node). */
  @KernelExport(aliases = "vzalloc_node_noprof", level = Level.PARTIAL, note = NO_REPORT)
  long vzalloc_node(long size, int node) {
    return allocate(size);
  }

  /** void *vmalloc_32(unsigned long size). */
  @KernelExport(aliases = "vmalloc_32_noprof", level = Level.PARTIAL, note = NO_REPORT)
  long vmalloc_32(long size) {
    return allocate(size);
  }

  /** void *__vmalloc(unsigned long size, gfp_t gfp_mask). */
  @KernelExport(aliases = "__vmalloc_noprof", level = Level.PARTIAL, note = NO_REPORT)
  long __vmalloc(long size, int gfp) {
    return allocate(size);
  }

  /** void vfree(const void *addr). */
  @KernelExport
  void vfree(long address) {
    if (address == 0) {
      return;
    }
    if (AddressLayout.pageOf(address) != address) {
      warning.warn(
          "mm/vmalloc.c:2752 __vunmap+0x31a/0x340 <-",
          "Trying to vfree() bad address (" + pointers.apply(address) + ")\n");
    } else if (vmalloc.free(address)) {
      allocations.freed(address);
    } else {
      warning.warn(
          "mm/vmalloc.c:2758 __vunmap+0x7e/0x340 <-",
          "\0013Trying to vfree() nonexistent vm area (" + pointers.apply(address) + ")\n");
    }
  }

  /** bool is_vmalloc_addr(const void *x). */
  @KernelExport
  boolean is_vmalloc_addr(long address) {
    return Long.compareUnsigned(address, AddressLayout.VMALLOC) >= 0
        && Long.compareUnsigned(address, AddressLayout.VMALLOC_END) < 0;
  }
}
