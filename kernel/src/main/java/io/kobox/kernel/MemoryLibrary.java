package io.kobox.kernel;

import io.kobox.arch.x86.UaccessExports;
import io.kobox.arch.x86.UaccessExportsTable;
import io.kobox.export.ServedExports;
import io.kobox.kernel.dma.MappingExports;
import io.kobox.kernel.dma.MappingExportsTable;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.ScatterlistExports;
import io.kobox.lib.ScatterlistExportsTable;
import io.kobox.lib.WalkLimit;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Allocations;
import io.kobox.mm.Gfp;
import io.kobox.mm.MemoryExports;
import io.kobox.mm.MemoryExportsTable;
import io.kobox.mm.MemoryMaps;
import io.kobox.mm.MempoolExports;
import io.kobox.mm.MempoolExportsTable;
import io.kobox.mm.PageAllocExports;
import io.kobox.mm.PageAllocExportsTable;
import io.kobox.mm.PercpuExports;
import io.kobox.mm.PercpuExportsTable;
import io.kobox.mm.SlabExports;
import io.kobox.mm.SlabExportsTable;
import io.kobox.mm.SlubReports;
import io.kobox.mm.UtilExports;
import io.kobox.mm.UtilExportsTable;
import io.kobox.mm.VmallocExports;
import io.kobox.mm.VmallocExportsTable;
import java.util.List;
import java.util.function.Supplier;

/** Memory as modules see it, put together. */
final class MemoryLibrary {
  private final KernelFloor floor;
  private final SlubReports reports;
  private final Allocations allocations;
  private final KernelWarning warning;
  private final Supplier<MemoryMaps> maps;
  private final WalkLimit limit;

  MemoryLibrary(
      KernelFloor floor,
      SlubReports reports,
      Allocations allocations,
      KernelWarning warning,
      Supplier<MemoryMaps> maps,
      WalkLimit limit) {
    this.floor = floor;
    this.reports = reports;
    this.allocations = allocations;
    this.warning = warning;
    this.maps = maps;
    this.limit = limit;
  }

  /** WARN_ON_ONCE_GFP(order >= MAX_ORDER, gfp) of __alloc_pages. */
  private void warnOfOrder(int gfp, String callers) {
    if ((gfp & Gfp.NOWARN) == 0) {
      warning.warnOnce("mm/page_alloc.c:5634 __alloc_pages+0x2a9/0x330" + callers, "");
    }
  }

  /** The tables of all classes with exports. */
  List<ServedExports> tables() {
    GuestMemory memory = floor.machine().memory();
    floor.slab().onTooLarge(gfp -> warnOfOrder(gfp, " <- __kmalloc_large_node+0x6e/0xe0"));
    floor.pages().onTooLarge(gfp -> warnOfOrder(gfp, " <-"));
    SlabExports slab = new SlabExports(floor.slab(), memory, floor.structs(), reports, reports);
    VmallocExports vmalloc =
        new VmallocExports(
            floor.vmalloc(), floor.pages(), memory, allocations, warning, reports::pointer);
    return List.of(
        new SlabExportsTable(slab),
        new VmallocExportsTable(vmalloc),
        new UtilExportsTable(
            new UtilExports(
                floor.slab(), floor.vmalloc(), memory, reports, vmalloc, floor.structs())),
        new PageAllocExportsTable(new PageAllocExports(floor.pages(), floor.machine().tables())),
        new MemoryExportsTable(new MemoryExports(maps, floor.pages(), floor.structs())),
        new PercpuExportsTable(new PercpuExports(floor.perCpu(), memory, warning)),
        new MappingExportsTable(
            new MappingExports(
                floor.pages(), memory, floor.structs(), floor.softirqs().irqFlags(), warning)),
        new ScatterlistExportsTable(
            new ScatterlistExports(
                memory,
                floor.structs(),
                floor.pages(),
                floor.slab()::kmalloc,
                address -> floor.slab().kfree(address),
                limit)),
        new MempoolExportsTable(
            new MempoolExports(
                floor.slab(), slab, floor.pages(), floor.guestCode(), memory, floor.structs())),
        new UaccessExportsTable(
            new UaccessExports(floor.machine().cpu(), memory, floor.slab(), warning)));
  }
}
