package io.kobox.arch.x86;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.Vsprintf;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageTables;
import io.kobox.mm.VmArea;
import java.util.Locale;

/**
 * The addresses of devices in the kernel's address space (arch/x86/mm/ioremap.c, kernel/iomem.c).
 */
public final class IoremapExports {
  private static final String CACHE = "the CPU has no caches: all kinds of mappings are the same";
  private static final int POINTER = 32;
  private static final long MEMREMAP_WB = 1;
  private static final long MEMREMAP_WT_WC = 6;

  private final VmArea vmalloc;
  private final long ramSize;
  private final KernelLog log;
  private final KernelWarning warning;
  private final Vsprintf vsprintf;
  private final Runnable dumpStack;

  /**
   * @param vmalloc where mappings lie
   * @param ramSize the physical addresses below are memory
   */
  public IoremapExports(
      VmArea vmalloc,
      long ramSize,
      KernelLog log,
      KernelWarning warning,
      Vsprintf vsprintf,
      Runnable dumpStack) {
    this.vmalloc = vmalloc;
    this.ramSize = ramSize;
    this.log = log;
    this.warning = warning;
    this.vsprintf = vsprintf;
    this.dumpStack = dumpStack;
  }

  private boolean isRam(long physical) {
    return Long.compareUnsigned(physical, ramSize) < 0;
  }

  /** __ioremap_caller. */
  long map(long physical, long size) {
    long last = physical + size - 1;
    if (size == 0 || Long.compareUnsigned(last, physical) < 0) {
      return 0;
    }
    if (Long.compareUnsigned(physical, PageTables.BUS_END) >= 0) {
      log.warn("ioremap: invalid physical address " + Long.toHexString(physical) + "\n");
      warning.warnOnce("arch/x86/mm/ioremap.c:201 __ioremap_caller.cold+0x59/0x60", "");
      return 0;
    }
    if (isRam(physical)) {
      warning.warnOnce(
          "arch/x86/mm/ioremap.c:211 __ioremap_caller+0x345/0x360",
          String.format(Locale.ROOT, "ioremap on RAM at 0x%016x - 0x%016x\n", physical, last));
      return 0;
    }
    long first = AddressLayout.pageOf(physical);
    long address = vmalloc.mapDevice(first, AddressLayout.pageAlign(last + 1) - first);
    return address == 0 ? 0 : address + (physical - first);
  }

  /** void __iomem *ioremap(resource_size_t phys_addr, unsigned long size). */
  @KernelExport
  long ioremap(long physical, long size) {
    return map(physical, size);
  }

  /** void __iomem *ioremap_uc(resource_size_t phys_addr, unsigned long size). */
  @KernelExport(
      aliases = {"ioremap_wc", "ioremap_wt", "ioremap_cache", "ioremap_encrypted"},
      level = Level.PARTIAL,
      note = CACHE)
  long ioremap_uc(long physical, long size) {
    return map(physical, size);
  }

  /** void __iomem *ioremap_prot(resource_size_t phys_addr, unsigned long size, prot_val). */
  @KernelExport(level = Level.PARTIAL, note = CACHE)
  long ioremap_prot(long physical, long size, long protection) {
    return map(physical, size);
  }

  /** void iounmap(volatile void __iomem *addr). */
  @KernelExport
  void iounmap(long address) {
    if (Long.compareUnsigned(address, AddressLayout.DIRECT_MAP + ramSize) <= 0) {
      return;
    }
    if (!vmalloc.free(AddressLayout.pageOf(address))) {
      log.err("iounmap: bad address " + vsprintf.format(POINTER, "%p", () -> address) + "\n");
      dumpStack.run();
    }
  }

  /** void *memremap(resource_size_t offset, size_t size, unsigned long flags). */
  @KernelExport(level = Level.PARTIAL, note = CACHE)
  long memremap(long physical, long size, long flags) {
    if ((flags & MEMREMAP_WB) != 0 && isRam(physical)) {
      return AddressLayout.DIRECT_MAP + physical;
    }
    if (flags != 0 && isRam(physical)) {
      warning.warnOnce(
          "kernel/iomem.c:107 memremap+0x18d/0x210",
          String.format(
              Locale.ROOT, "memremap attempted on ram 0x%016x size: %#x\n", physical, size));
      return 0;
    }
    return (flags & (MEMREMAP_WB | MEMREMAP_WT_WC)) == 0 ? 0 : map(physical, size);
  }

  /** void memunmap(void *addr). */
  @KernelExport
  void memunmap(long address) {
    if (vmalloc.contains(address)) {
      iounmap(address);
    }
  }
}
