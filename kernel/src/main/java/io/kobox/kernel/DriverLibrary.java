package io.kobox.kernel;

import io.kobox.drivers.base.ClassExports;
import io.kobox.drivers.base.ClassExportsTable;
import io.kobox.drivers.base.Classes;
import io.kobox.drivers.base.DeviceExports;
import io.kobox.drivers.base.DeviceExportsTable;
import io.kobox.drivers.base.DeviceFunctions;
import io.kobox.drivers.base.DeviceFunctionsTable;
import io.kobox.drivers.base.Devices;
import io.kobox.drivers.misc.MiscDevices;
import io.kobox.drivers.misc.MiscExports;
import io.kobox.drivers.misc.MiscExportsTable;
import io.kobox.drivers.misc.MiscFunctions;
import io.kobox.drivers.misc.MiscFunctionsTable;
import io.kobox.export.ServedExports;
import io.kobox.fs.FileOwner;
import io.kobox.fs.chrdev.BuiltInMajors;
import io.kobox.fs.chrdev.CharDevExports;
import io.kobox.fs.chrdev.CharDevExportsTable;
import io.kobox.fs.chrdev.CharDevFunctions;
import io.kobox.fs.chrdev.CharDevFunctionsTable;
import io.kobox.fs.debugfs.DebugfsExports;
import io.kobox.fs.debugfs.DebugfsExportsTable;
import io.kobox.fs.debugfs.GuestDebugfs;
import io.kobox.fs.driver.DcacheExports;
import io.kobox.fs.driver.DcacheExportsTable;
import io.kobox.fs.driver.DriverFiles;
import io.kobox.fs.driver.FasyncExports;
import io.kobox.fs.driver.FasyncExportsTable;
import io.kobox.fs.driver.IovIterExports;
import io.kobox.fs.driver.IovIterExportsTable;
import io.kobox.fs.driver.IovIters;
import io.kobox.fs.driver.LibfsExports;
import io.kobox.fs.driver.LibfsExportsTable;
import io.kobox.fs.driver.PollFunctions;
import io.kobox.fs.driver.PollFunctionsTable;
import io.kobox.fs.driver.ReadWriteExports;
import io.kobox.fs.driver.ReadWriteExportsTable;
import io.kobox.fs.driver.SimpleAttrExports;
import io.kobox.fs.driver.SimpleAttrExportsTable;
import io.kobox.fs.driver.UserCopy;
import io.kobox.fs.init.MachineFiles;
import io.kobox.fs.proc.GuestProc;
import io.kobox.fs.proc.ProcExports;
import io.kobox.fs.proc.ProcExportsTable;
import io.kobox.fs.proc.ProcFunctions;
import io.kobox.fs.proc.ProcFunctionsTable;
import io.kobox.fs.seq.SeqBuffers;
import io.kobox.fs.seq.SeqFileExports;
import io.kobox.fs.seq.SeqFileExportsTable;
import io.kobox.fs.seq.SingleFunctions;
import io.kobox.fs.seq.SingleFunctionsTable;
import io.kobox.fs.sysfs.KobjectFileExports;
import io.kobox.fs.sysfs.KobjectFileExportsTable;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.kernel.capability.CapabilityExports;
import io.kobox.kernel.capability.CapabilityExportsTable;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.module.Modules;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.lib.kobject.KobjectExports;
import io.kobox.lib.kobject.KobjectExportsTable;
import io.kobox.lib.kobject.KobjectFunctions;
import io.kobox.lib.kobject.KobjectFunctionsTable;
import io.kobox.lib.kobject.Kobjects;
import io.kobox.lib.kobject.Uevents;
import io.kobox.mm.VmArea;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the simulated kernel serves to drivers: devices, and files of /proc, /sys and debugfs. */
final class DriverLibrary {
  private final Guest guest;
  private final MachineFiles files;
  private final Modules modules;
  private final DriverFiles driverFiles;
  private final Kobjects kobjects;
  private final Uevents uevents;
  private final Classes classes;
  private final Devices devices;
  private final MiscDevices miscDevices;
  private final VmArea vmalloc;
  private final GuestProc proc;
  private final FileOwner.Sender owners;

  DriverLibrary(
      Guest guest,
      MachineFiles files,
      Modules modules,
      UserMemory userMemory,
      VmArea vmalloc,
      WaitQueue.Factory waitQueues,
      FileOwner.Sender owners) {
    this.owners = owners;
    this.guest = guest;
    this.files = files;
    this.modules = modules;
    this.vmalloc = vmalloc;
    SysfsDirectory sysfs = files.sysfs().root();
    driverFiles = new DriverFiles(guest, userMemory, waitQueues);
    kobjects = new Kobjects(guest, sysfs);
    uevents = new Uevents(guest, kobjects);
    classes = new Classes(guest, kobjects);
    devices = new Devices(guest, kobjects, uevents, classes, files.devtmpfs());
    proc = new GuestProc(driverFiles, files.proc().root());
    miscDevices = new MiscDevices(driverFiles, files.charDevices(), modules, classes, devices);
  }

  /** The tables of all classes with exports. */
  List<ServedExports> tables() {
    UserCopy user = new UserCopy(guest.memory());
    IovIters iters = new IovIters(guest, user);
    ReadWriteExports readWrite = new ReadWriteExports(guest);
    LibfsExports libfs = new LibfsExports(guest, user);
    GuestDebugfs debugfs = new GuestDebugfs(driverFiles, modules, files.debugfs().root());
    return List.of(
        new KobjectExportsTable(new KobjectExports(guest, kobjects, uevents, files.sysfs().root())),
        new KobjectFunctionsTable(new KobjectFunctions(guest)),
        new KobjectFileExportsTable(new KobjectFileExports(guest, kobjects.groups())),
        new ClassExportsTable(new ClassExports(guest, classes, kobjects)),
        new DeviceExportsTable(new DeviceExports(guest, devices, kobjects)),
        new DeviceFunctionsTable(new DeviceFunctions(guest, devices, classes)),
        new MiscExportsTable(new MiscExports(miscDevices)),
        new MiscFunctionsTable(new MiscFunctions(guest)),
        new CharDevExportsTable(
            new CharDevExports(driverFiles, files.charDevices(), modules, kobjects, devices)),
        new CharDevFunctionsTable(new CharDevFunctions(guest, kobjects)),
        new PollFunctionsTable(new PollFunctions(driverFiles.poll())),
        new ReadWriteExportsTable(readWrite),
        new LibfsExportsTable(libfs),
        new SimpleAttrExportsTable(new SimpleAttrExports(guest, user, readWrite, libfs)),
        new DebugfsExportsTable(new DebugfsExports(debugfs)),
        new FasyncExportsTable(new FasyncExports(guest, driverFiles, owners)),
        new DcacheExportsTable(new DcacheExports(guest)),
        new CapabilityExportsTable(new CapabilityExports()),
        new IovIterExportsTable(new IovIterExports(guest, iters)),
        new SeqFileExportsTable(
            new SeqFileExports(guest, new SeqBuffers(guest.slab(), vmalloc), user, iters)),
        new SingleFunctionsTable(new SingleFunctions(guest.memory())),
        new ProcExportsTable(new ProcExports(proc)),
        new ProcFunctionsTable(new ProcFunctions(guest, proc)));
  }

  /** What modules may forget to unregister. */
  List<LeftBehind.Kind> leftBehinds() {
    return List.of(miscDevices);
  }

  /** Makes what is there before any module: once all functions have their addresses. */
  void boot() throws ErrnoException {
    BuiltInMajors.register(files.charDevices());
    classes.boot();
    devices.boot();
    miscDevices.boot();
    files
        .proc()
        .root()
        .create("misc", 0444, () -> miscDevices.procText().getBytes(StandardCharsets.ISO_8859_1));
  }
}
