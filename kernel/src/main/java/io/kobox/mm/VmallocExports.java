package io.kobox.mm;

import io.kobox.export.KernelExport;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.Protection;

/** Virtually contiguous memory (mm/vmalloc.c). */
public final class VmallocExports {
  private final VmArea vmalloc;

  public VmallocExports(VmArea vmalloc) {
    this.vmalloc = vmalloc;
  }

  private long allocate(long size) {
    return vmalloc.allocate(size, Protection.READ_WRITE);
  }

  /** void *vmalloc(unsigned long size). */
  @KernelExport
  long vmalloc(long size) {
    return allocate(size);
  }

  /** void *vzalloc(unsigned long size). */
  @KernelExport
  long vzalloc(long size) {
    return allocate(size);
  }

  /** void *vmalloc_user(unsigned long size). */
  @KernelExport
  long vmalloc_user(long size) {
    return allocate(size);
  }

  /** void *vmalloc_node(unsigned long size, int node). */
  @KernelExport
  long vmalloc_node(long size, int node) {
    return allocate(size);
  }

  /** void *vzalloc_node(unsigned long size, int node). */
  @KernelExport
  long vzalloc_node(long size, int node) {
    return allocate(size);
  }

  /** void *vmalloc_32(unsigned long size). */
  @KernelExport
  long vmalloc_32(long size) {
    return allocate(size);
  }

  /** void *__vmalloc(unsigned long size, gfp_t gfp_mask). */
  @KernelExport
  long __vmalloc(long size, int gfp) {
    return allocate(size);
  }

  /** void vfree(const void *addr). */
  @KernelExport
  void vfree(long address) {
    if (address != 0 && !vmalloc.free(address)) {
      throw new InvalidFreeException(address);
    }
  }

  /** bool is_vmalloc_addr(const void *x). */
  @KernelExport
  boolean is_vmalloc_addr(long address) {
    return Long.compareUnsigned(address, AddressLayout.VMALLOC) >= 0
        && Long.compareUnsigned(address, AddressLayout.VMALLOC_END) < 0;
  }
}
