package io.kobox.kernel;

import io.kobox.export.ServedExports;
import io.kobox.kernel.printk.Printk;
import io.kobox.lib.FortifyExports;
import io.kobox.lib.FortifyExportsTable;
import io.kobox.lib.GlobExports;
import io.kobox.lib.GlobExportsTable;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.IdaExports;
import io.kobox.lib.IdaExportsTable;
import io.kobox.lib.IdrExports;
import io.kobox.lib.IdrExportsTable;
import io.kobox.lib.KernelBug;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.KfifoExports;
import io.kobox.lib.KfifoExportsTable;
import io.kobox.lib.Kmalloc;
import io.kobox.lib.ListDebugExports;
import io.kobox.lib.ListDebugExportsTable;
import io.kobox.lib.LlistExports;
import io.kobox.lib.LlistExportsTable;
import io.kobox.lib.RadixTreeExports;
import io.kobox.lib.RadixTreeExportsTable;
import io.kobox.lib.RbtreeExports;
import io.kobox.lib.RbtreeExportsTable;
import io.kobox.lib.StructLayouts;
import io.kobox.lib.WalkLimit;
import io.kobox.lib.XaNodes;
import io.kobox.lib.XarrayExports;
import io.kobox.lib.XarrayExportsTable;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Gfp;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.ObjLongConsumer;
import java.util.function.Supplier;

/** The kernel's data structures as modules see them, put together. */
final class StructuresLibrary {
  private final KernelFloor floor;
  private final Printk printk;
  private final KernelWarning warning;
  private final ObjLongConsumer<Runnable> callRcu;

  /**
   * @param callRcu runs what frees memory at an address after a grace period
   */
  StructuresLibrary(
      KernelFloor floor, Printk printk, KernelWarning warning, ObjLongConsumer<Runnable> callRcu) {
    this.floor = floor;
    this.printk = printk;
    this.warning = warning;
    this.callRcu = callRcu;
  }

  /**
   * The tables of all classes with exports.
   *
   * @param lockup reports the CPU as stuck; what ends its task
   * @param bug reports a BUG() of the kernel's own code
   */
  List<ServedExports> tables(Supplier<Error> lockup, KernelBug bug) {
    GuestMemory memory = floor.machine().memory();
    GuestFunctions functions = floor.guestCode();
    StructLayouts layouts = new KernelLibrary.BtfLayouts(floor.structs());
    Kmalloc kmalloc = floor.slab()::kmalloc;
    LongConsumer kfree = address -> floor.slab().kfree(address);
    WalkLimit limit = new WalkLimit(lockup);
    int markShift = Gfp.bitsShift(floor.structs().btf());
    XaNodes nodes = new XaNodes(memory, layouts, kmalloc, kfree, callRcu, markShift);
    return List.of(
        new ListDebugExportsTable(new ListDebugExports(memory, layouts, printk::printk, bug)),
        new FortifyExportsTable(new FortifyExports(floor.structs().btf(), warning, bug)),
        new RbtreeExportsTable(new RbtreeExports(memory, layouts, functions, limit)),
        new LlistExportsTable(new LlistExports(memory, limit)),
        new GlobExportsTable(new GlobExports(memory)),
        new KfifoExportsTable(new KfifoExports(memory, layouts, kmalloc, kfree)),
        new XarrayExportsTable(new XarrayExports(memory, layouts, nodes, functions, limit)),
        new RadixTreeExportsTable(new RadixTreeExports(memory, layouts, nodes, limit)),
        new IdrExportsTable(new IdrExports(memory, layouts, nodes, functions, limit, warning)),
        new IdaExportsTable(
            new IdaExports(memory, layouts, nodes, functions, limit, kmalloc, kfree, warning)));
  }
}
