package io.kobox.mm;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.machine.AddressLayout;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.function.Supplier;

/** What drivers put into the memory of processes (mm/memory.c). */
public final class MemoryExports {
  /** VM_DONTEXPAND, VM_DONTDUMP. */
  private static final long FIXED = 0x4040000;

  /** VM_IO, VM_PFNMAP, and these. */
  private static final long OF_A_DEVICE = 0x4400 | FIXED;

  private static final long VM_MIXEDMAP = 0x10000000;

  /** _PAGE_RW. */
  private static final long WRITE = 2;

  private static final int VM_FAULT_SIGBUS = 2;
  private static final int VM_FAULT_NOPAGE = 0x100;

  private final Supplier<MemoryMaps> maps;
  private final PageAllocator pages;
  private final Structs structs;

  public MemoryExports(Supplier<MemoryMaps> maps, PageAllocator pages, Structs structs) {
    this.maps = maps;
    this.pages = pages;
    this.structs = structs;
  }

  private Struct vma(long address) {
    return structs.at("vm_area_struct", address);
  }

  private static boolean isIn(Struct vma, long address, long size) {
    return address >= vma.get("vm_start")
        && size >= 0
        && address + size <= vma.get("vm_end")
        && (address & (AddressLayout.PAGE_SIZE - 1)) == 0;
  }

  private static void addFlags(Struct vma, long flags) {
    vma.set("vm_flags", vma.get("vm_flags") | flags);
  }

  private static boolean isWritable(Struct vma) {
    return (vma.get("vm_page_prot.pgprot") & WRITE) != 0;
  }

  /**
   * int remap_pfn_range(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn, unsigned
   * long size, pgprot_t prot).
   */
  @KernelExport(level = Level.PARTIAL, note = "memory only: there are no devices' addresses")
  int remap_pfn_range(long vma, long address, long frame, long size, long protection) {
    Struct area = vma(vma);
    long length = AddressLayout.pageAlign(size);
    if (!isIn(area, address, length)
        || !maps.get()
            .insert(
                address, frame << AddressLayout.PAGE_SHIFT, length, (protection & WRITE) != 0)) {
      return -Errno.EINVAL.number();
    }
    addFlags(area, OF_A_DEVICE);
    return 0;
  }

  /** int vm_insert_page(struct vm_area_struct *vma, unsigned long addr, struct page *page). */
  @KernelExport
  int vm_insert_page(long vma, long address, long page) {
    Struct area = vma(vma);
    if (!isIn(area, AddressLayout.pageOf(address), AddressLayout.PAGE_SIZE)) {
      return -Errno.EFAULT.number();
    }
    if (!pages.isPage(page) || !pages.hold(page)) {
      return -Errno.EINVAL.number();
    }
    if (maps.get().isMapped(address)) {
      pages.free(page, 0);
      return -Errno.EBUSY.number();
    }
    addFlags(area, VM_MIXEDMAP);
    maps.get().insertPage(AddressLayout.pageOf(address), page, isWritable(area));
    return 0;
  }

  /**
   * vm_fault_t vmf_insert_pfn(struct vm_area_struct *vma, unsigned long addr, unsigned long pfn).
   */
  @KernelExport(level = Level.PARTIAL, note = "memory only: there are no devices' addresses")
  int vmf_insert_pfn(long vma, long address, long frame) {
    Struct area = vma(vma);
    long at = AddressLayout.pageOf(address);
    if (!isIn(area, at, AddressLayout.PAGE_SIZE)
        || !maps.get()
            .insert(
                at, frame << AddressLayout.PAGE_SHIFT, AddressLayout.PAGE_SIZE, isWritable(area))) {
      return VM_FAULT_SIGBUS;
    }
    return VM_FAULT_NOPAGE;
  }

  /** int remap_vmalloc_range(struct vm_area_struct *vma, void *addr, unsigned long pgoff). */
  @KernelExport(level = Level.PARTIAL, note = "takes memory of vmalloc, too, as of vmalloc_user")
  int remap_vmalloc_range(long vma, long address, long pageOffset) {
    Struct area = vma(vma);
    long from = address + (pageOffset << AddressLayout.PAGE_SHIFT);
    long end = area.get("vm_end");
    for (long at = area.get("vm_start"); at < end; at += AddressLayout.PAGE_SIZE) {
      long physical = maps.get().physicalOf(from + at - area.get("vm_start"));
      if (!maps.get().insert(at, physical, AddressLayout.PAGE_SIZE, isWritable(area))) {
        return -Errno.EINVAL.number();
      }
    }
    addFlags(area, FIXED);
    return 0;
  }
}
