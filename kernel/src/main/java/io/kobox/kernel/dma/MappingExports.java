package io.kobox.kernel.dma;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.softirq.IrqFlags;
import io.kobox.lib.GuestScatterlist;
import io.kobox.lib.KernelWarning;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.PageAllocator;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.Locale;

/**
 * Memory that devices access (kernel/dma/mapping.c, direct.c): devices see physical addresses, and
 * what the CPU writes at once.
 */
public final class MappingExports {
  private static final int EIO = 5;
  private static final long DMA_MAPPING_ERROR = -1;
  private static final long MASK_32 = (1L << 32) - 1;

  /** zone_dma_bits. */
  private static final long MASK_DMA_ZONE = (1L << 24) - 1;

  private static final String NO_BOUNCE = "no bounce buffers for devices with few address bits";

  private final PageAllocator pages;
  private final GuestMemory memory;
  private final Structs structs;
  private final IrqFlags irqFlags;
  private final KernelWarning warning;
  private final GuestScatterlist scatterlist;

  public MappingExports(
      PageAllocator pages,
      GuestMemory memory,
      Structs structs,
      IrqFlags irqFlags,
      KernelWarning warning) {
    this.pages = pages;
    this.memory = memory;
    this.structs = structs;
    this.irqFlags = irqFlags;
    this.warning = warning;
    this.scatterlist = new GuestScatterlist(memory, structs);
  }

  private Struct device(long dev) {
    return structs.at("device", dev);
  }

  /** min_not_zero(mask, dev->bus_dma_limit). */
  private static long limit(Struct device, long mask) {
    long bus = device.get("bus_dma_limit");
    if (mask == 0) {
      return bus;
    }
    return bus == 0 || Long.compareUnsigned(mask, bus) < 0 ? mask : bus;
  }

  /** dma_direct_supported. */
  private static boolean isSupported(long mask) {
    return Long.compareUnsigned(mask, MASK_32) >= 0 || mask >= MASK_DMA_ZONE;
  }

  /** int dma_set_mask(struct device *dev, u64 mask). */
  @KernelExport
  int dma_set_mask(long dev, long mask) {
    long place = device(dev).get("dma_mask");
    if (place == 0 || !isSupported(mask)) {
      return -EIO;
    }
    memory.putLong(place, mask);
    return 0;
  }

  /** int dma_set_coherent_mask(struct device *dev, u64 mask). */
  @KernelExport
  int dma_set_coherent_mask(long dev, long mask) {
    if (!isSupported(mask)) {
      return -EIO;
    }
    device(dev).set("coherent_dma_mask", mask);
    return 0;
  }

  /** size_t dma_max_mapping_size(struct device *dev). */
  @KernelExport
  long dma_max_mapping_size(long dev) {
    return -1;
  }

  /** void *dma_alloc_attrs(dev, size_t size, dma_addr_t *dma_handle, gfp_t flag, attrs). */
  @KernelExport
  long dma_alloc_attrs(long dev, long size, long handle, int gfp, long attributes) {
    Struct device = device(dev);
    long mask = device.get("coherent_dma_mask");
    if (mask == 0) {
      warning.warnOnce("kernel/dma/mapping.c:499 dma_alloc_attrs+0x49/0x60", "");
    }
    int order = PageAllocator.orderFor(size);
    long page = pages.allocate(order, 0);
    if (page == 0) {
      return 0;
    }
    long physical = pages.physicalOf(page);
    long last = physical + AddressLayout.pageAlign(size) - 1;
    if (Long.compareUnsigned(last, limit(device, mask)) > 0) {
      pages.free(page, order);
      return 0;
    }
    memory.putLong(handle, physical);
    return pages.addressOf(page);
  }

  /** void dma_free_attrs(dev, size_t size, void *cpu_addr, dma_addr_t dma_handle, attrs). */
  @KernelExport
  void dma_free_attrs(long dev, long size, long address, long handle, long attributes) {
    if (irqFlags.disabled()) {
      warning.warn("kernel/dma/mapping.c:533 dma_free_attrs+0x3c/0x60", "");
    }
    if (address != 0) {
      pages.free(pages.virtToPage(address), PageAllocator.orderFor(size));
    }
  }

  /** dma_direct_map_page. */
  private long map(Struct device, long physical, long size) {
    long mask = memory.getLong(device.get("dma_mask"));
    if (Long.compareUnsigned(physical + size - 1, limit(device, mask)) <= 0) {
      return physical;
    }
    warning.warnOnce(
        "kernel/dma/direct.h:103 dma_map_page_attrs+0x23f/0x270",
        String.format(
            Locale.ROOT,
            "DMA addr 0x%016x+%d overflow (mask %x, bus limit %x).\n",
            physical,
            size,
            mask,
            device.get("bus_dma_limit")));
    return DMA_MAPPING_ERROR;
  }

  /** dma_addr_t dma_map_page_attrs(dev, struct page *page, size_t offset, size, dir, attrs). */
  @KernelExport(level = Level.PARTIAL, note = NO_BOUNCE)
  long dma_map_page_attrs(
      long dev, long page, long offset, long size, int direction, long attributes) {
    Struct device = device(dev);
    if (device.get("dma_mask") == 0) {
      warning.warnOnce("kernel/dma/mapping.c:152 dma_map_page_attrs+0x1d0/0x270", "");
      return DMA_MAPPING_ERROR;
    }
    return map(device, pages.physicalOf(page) + offset, size);
  }

  /** void dma_unmap_page_attrs(dev, dma_addr_t addr, size_t size, dir, attrs): nothing to undo. */
  @KernelExport
  void dma_unmap_page_attrs(long dev, long address, long size, int direction, long attributes) {}

  /** unsigned int dma_map_sg_attrs(dev, struct scatterlist *sg, int nents, dir, attrs). */
  @KernelExport(level = Level.PARTIAL, note = NO_BOUNCE)
  int dma_map_sg_attrs(long dev, long list, int count, int direction, long attributes) {
    Struct device = device(dev);
    if (device.get("dma_mask") == 0) {
      warning.warnOnce("kernel/dma/mapping.c:190 __dma_map_sg_attrs+0x81/0x90", "");
      return 0;
    }
    long at = list;
    for (int i = 0; i < count; i++) {
      Struct entry = structs.at("scatterlist", at);
      long physical = pages.physicalOf(scatterlist.page(at)) + entry.get("offset");
      long address = map(device, physical, entry.get("length"));
      if (address == DMA_MAPPING_ERROR) {
        return 0;
      }
      entry.set("dma_address", address);
      entry.set("dma_length", entry.get("length"));
      at = scatterlist.next(at);
    }
    return count;
  }

  /** void dma_unmap_sg_attrs(dev, struct scatterlist *sg, int nents, dir, attrs). */
  @KernelExport
  void dma_unmap_sg_attrs(long dev, long list, int count, int direction, long attributes) {}

  /**
   * void dma_sync_single_for_cpu(dev, dma_addr_t addr, size_t size, dir): memory is always the same
   * for both.
   */
  @KernelExport(aliases = {"dma_sync_single_for_device"})
  void dma_sync_single_for_cpu(long dev, long address, long size, int direction) {}

  /** void dma_sync_sg_for_cpu(dev, struct scatterlist *sg, int nelems, dir). */
  @KernelExport(aliases = {"dma_sync_sg_for_device"})
  void dma_sync_sg_for_cpu(long dev, long list, int count, int direction) {}
}
