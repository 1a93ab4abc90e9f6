package io.kobox.kernel;

import io.kobox.arch.x86.CocoExports;
import io.kobox.arch.x86.CocoExportsTable;
import io.kobox.arch.x86.IoremapExports;
import io.kobox.arch.x86.IoremapExportsTable;
import io.kobox.arch.x86.SetupExports;
import io.kobox.arch.x86.SetupExportsTable;
import io.kobox.export.ServedExports;
import io.kobox.fs.init.MachineFiles;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.entry.ExportTable;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.jumplabel.JumpLabelExports;
import io.kobox.kernel.jumplabel.JumpLabelExportsTable;
import io.kobox.kernel.kmod.KmodExports;
import io.kobox.kernel.kmod.KmodExportsTable;
import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.rcu.Rcu;
import io.kobox.kernel.resource.ResourceExports;
import io.kobox.kernel.resource.ResourceExportsTable;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.kernel.umh.UmhExports;
import io.kobox.kernel.umh.UmhExportsTable;
import io.kobox.lib.IomapExports;
import io.kobox.lib.IomapExportsTable;
import io.kobox.lib.WalkLimit;
import io.kobox.lib.bug.WarnTrapExports;
import io.kobox.lib.bug.WarnTrapExportsTable;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Allocations;
import io.kobox.mm.SlubReports;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Utsname;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * All functions and variables that modules can link to, library by library. The order in which they
 * are put together is the order of their addresses.
 */
final class ExportLibraries {
  private final KernelFloor floor;
  private final Diagnostics diagnostics;
  private final ExportTable exports;
  private final LeftBehind leftBehind;
  private final KernelLibrary kernel;
  private final FloorLibrary tasks;
  private final ResourceExports resources;
  private final List<ServedExports> tables = new ArrayList<>();

  /** Begins with what needs nothing but the machine: the kernel's libraries, tasks, time, locks. */
  ExportLibraries(
      KernelFloor floor,
      Diagnostics diagnostics,
      LoadableModules modules,
      Lockdep lockdep,
      LeftBehind leftBehind,
      SeededRandom random,
      Utsname utsname) {
    this.floor = floor;
    this.diagnostics = diagnostics;
    exports = modules.exports();
    this.leftBehind = leftBehind;
    GuestMemory memory = floor.machine().memory();
    ToLongFunction<String> addressOf = exports::addressOf;
    kernel =
        new KernelLibrary(
            floor,
            diagnostics.printk(),
            diagnostics.symbols(),
            diagnostics.panic(),
            diagnostics.taints(),
            random,
            utsname,
            diagnostics::dumpStack,
            diagnostics.pointerKey(),
            floor.profile()::flags);
    tables.addAll(kernel.tables(addressOf));
    tables.add(new SetupExportsTable(new SetupExports(memory)));
    tables.add(modules.subsystem().exportTable());
    tables.add(
        new JumpLabelExportsTable(new JumpLabelExports(floor.structs(), modules.staticKeys())));
    resources =
        new ResourceExports(
            memory,
            floor.slab(),
            floor.structs(),
            diagnostics.printk()::printk,
            floor.machine().physicalMemory().size(),
            addressOf);
    tables.add(new ResourceExportsTable(resources));
    addX86();
    tasks = taskLibrary(lockdep);
    tables.addAll(tasks.tables(kernel.vsprintf(), addressOf));
    tables.addAll(
        new StructuresLibrary(floor, diagnostics.printk(), kernel.warning(), tasks.rcu()::call)
            .tables(diagnostics::lockup, diagnostics::bug));
  }

  private void addX86() {
    tables.add(new CocoExportsTable(new CocoExports()));
    tables.add(
        new IoremapExportsTable(
            new IoremapExports(
                floor.vmalloc(),
                floor.machine().physicalMemory().size(),
                diagnostics.printk()::printk,
                kernel.warning(),
                kernel.vsprintf(),
                diagnostics::dumpStack)));
    tables.add(
        new IomapExportsTable(
            new IomapExports(floor.machine().memory(), floor.deviceBus(), kernel.warning())));
  }

  private FloorLibrary taskLibrary(Lockdep lockdep) {
    return new FloorLibrary(
        floor,
        lockdep,
        new AtomicSleep(
            floor.scheduler(),
            floor.softirqs().preemptCount(),
            diagnostics.printk(),
            diagnostics.panic(),
            diagnostics.taints(),
            diagnostics::dumpStack),
        diagnostics.printk(),
        diagnostics.symbols(),
        kernel.warning(),
        leftBehind,
        diagnostics::lockup,
        diagnostics::hardLockup);
  }

  /** The guest's memory, with who is told of its allocations. */
  void addMemory(Allocations allocations, CurrentMemory currentMemory) {
    SlubReports reports =
        new SlubReports(
            floor.slab(),
            floor.pages(),
            floor.machine().tables(),
            diagnostics.printk(),
            diagnostics.panic(),
            diagnostics.taints(),
            diagnostics.symbols(),
            kernel.warning(),
            diagnostics.pointerHash(),
            diagnostics::dumpStack,
            diagnostics::bug);
    tables.addAll(
        new MemoryLibrary(
                floor,
                reports,
                allocations,
                kernel.warning(),
                currentMemory::get,
                new WalkLimit(diagnostics::lockup))
            .tables());
  }

  /** The programs that modules have started. */
  void addPrograms(UserSpace userSpace) {
    tables.add(
        new UmhExportsTable(new UmhExports(userSpace.usermodeHelper(), floor.machine().memory())));
    tables.add(new KmodExportsTable(new KmodExports(userSpace.requestModule(), kernel.vsprintf())));
  }

  /** Devices and their files; then all has its address, and the devices there are at boot. */
  void addDriversAndPlace(MachineFiles files, UserSpace userSpace, WaitQueue.Factory waitQueues)
      throws ErrnoException {
    DriverLibrary drivers =
        new DriverLibrary(
            kernel.guest(exports::addressOf),
            files,
            diagnostics.modules(),
            userSpace.memory(),
            floor.vmalloc(),
            waitQueues,
            userSpace.processes());
    tables.addAll(drivers.tables());
    tables.add(
        new WarnTrapExportsTable(
            new WarnTrapExports(diagnostics.bugs(), kernel.vsprintf(), diagnostics::showRegs)));
    exports.place(tables);
    drivers.boot();
    drivers.leftBehinds().forEach(leftBehind::add);
  }

  /** The interrupt lines. */
  Interrupts interrupts() {
    return tasks.interrupts();
  }

  /** Sleeping, with a report where that is not allowed. */
  AtomicSleep sleep() {
    return tasks.sleep();
  }

  /** Grace periods. */
  Rcu rcu() {
    return tasks.rcu();
  }

  /** The resources of /proc/iomem and ioports. */
  ResourceExports resources() {
    return resources;
  }
}
