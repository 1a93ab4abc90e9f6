package io.kobox.kernel;

import io.kobox.fs.init.MachineFiles;
import io.kobox.fs.proc.Meminfo;
import io.kobox.fs.proc.PidEntries;
import io.kobox.fs.proc.ProcDirectory;
import io.kobox.fs.proc.SysctlDirectory;
import io.kobox.fs.proc.SysctlHandler;
import io.kobox.fs.proc.SysctlIntegers;
import io.kobox.fs.proc.SysctlString;
import io.kobox.fs.proc.TaskStatus;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.kmod.RequestModule;
import io.kobox.kernel.module.Modules;
import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.ConsoleLevels;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.resource.ResourceExports;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.lib.SymbolNames;
import io.kobox.lib.dynamicdebug.ControlFile;
import io.kobox.machine.FrameAllocator;
import io.kobox.mm.Slab;
import io.kobox.mm.SlabInfo;
import io.kobox.mm.SlubSysfs;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Utsname;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The files of /proc that the kernel itself has (fs/proc, kernel/sysctl.c). */
final class ProcFiles {
  private static final int READ = 0444;
  private static final int OWNER_READ = 0400;
  private static final int READ_WRITE = 0644;
  private static final int NAME_LENGTH = 65;

  private final MachineFiles files;
  private final ProcDirectory proc;
  private final SysctlDirectory kernel;

  ProcFiles(MachineFiles files) throws ErrnoException {
    this.files = files;
    proc = files.proc().root();
    SysctlDirectory sys = new SysctlDirectory(proc.superBlock());
    proc.addInode("sys", sys);
    kernel = sys.directory("kernel");
    text("devices", () -> files.charDevices().procText() + "\nBlock devices:\n259 blkext\n");
    text("filesystems", () -> files.fileSystemTypes().procText());
    proc.symlink("mounts", "self/mounts");
  }

  private void text(String name, Supplier<String> content) throws ErrnoException {
    proc.create(name, READ, () -> content.get().getBytes(StandardCharsets.ISO_8859_1));
  }

  /** fs/proc/version.c, cmdline.c, uptime.c. */
  void addMachine(String banner, Timekeeping timekeeping) throws ErrnoException {
    text("version", () -> banner + "\n");
    text("cmdline", () -> "\n");
    text("uptime", () -> uptime(timekeeping.monotonic()));
  }

  private static String uptime(long nanoseconds) {
    double seconds = nanoseconds / 1e9;
    return String.format(Locale.ROOT, "%.2f %.2f\n", seconds, seconds);
  }

  /** fs/proc/meminfo.c, mm/slab_common.c, kernel/resource.c: what there is of memory and ports. */
  void addMemory(KernelFloor floor, ResourceExports resources) throws ErrnoException {
    SlabInfo slab = new SlabInfo(floor.slab());
    FrameAllocator frames = floor.machine().frames();
    Meminfo meminfo =
        new Meminfo(
            frames,
            slab::pages,
            floor.vmalloc()::pages,
            () -> (long) floor.scheduler().tasks().size() * KernelFloor.STACK_SIZE);
    text("meminfo", meminfo::text);
    proc.create("slabinfo", OWNER_READ, () -> slab.text().getBytes(StandardCharsets.ISO_8859_1));
    text("iomem", resources::iomem);
    text("ioports", resources::ioports);
  }

  /** fs/proc/base.c, loadavg.c: the tasks. The load of this machine is never counted. */
  void addTasks(Processes processes, Scheduler scheduler, FrameAllocator frames)
      throws ErrnoException {
    proc.setDynamic(
        new PidEntries(proc.superBlock(), processes, scheduler, new TaskStatus(frames)));
    text(
        "loadavg",
        () ->
            String.format(
                Locale.ROOT,
                "0.00 0.00 0.00 %d/%d %d\n",
                scheduler.tasks().stream()
                    .filter(task -> task.struct().state() == Task.TASK_RUNNING)
                    .count(),
                scheduler.tasks().size(),
                scheduler.lastPid()));
  }

  /** kernel/irq/proc.c. */
  void addInterrupts(Interrupts interrupts) throws ErrnoException {
    text("interrupts", interrupts::procText);
  }

  /** lib/dynamic_debug.c: dynamic_debug_init_control. */
  void addDynamicDebug(ControlFile control) throws ErrnoException {
    files
        .debugfs()
        .root()
        .createDirectory("dynamic_debug")
        .createFile("control", READ_WRITE, control);
    proc.mkdir("dynamic_debug", 0).create("control", READ_WRITE, control);
  }

  /** mm/slub.c: slab_sysfs_init. */
  void addSlabs(Slab slab, SymbolNames symbols) throws ErrnoException {
    slab.watch(
        new SlubSysfs(
            files.sysfs().root().directory("kernel").createDirectory("slab"),
            address -> symbols.sprintSymbol(address, SymbolNames.Form.SYMBOL)));
  }

  /** kernel/module/procfs.c, kernel/kallsyms.c. */
  void addModules(Modules modules, KernelSymbols symbols) throws ErrnoException {
    text("modules", modules::procText);
    text("kallsyms", symbols::procText);
  }

  /** kernel/sysctl.c: what belongs to the log, the taints and oopses. */
  void addSysctl(
      Printk printk, Taints taints, Panic panic, Utsname utsname, RequestModule requestModule)
      throws ErrnoException {
    ConsoleLevels levels = printk.consoleLevels();
    kernel.create(
        "printk",
        READ_WRITE,
        SysctlIntegers.of(
            variable(levels::console, v -> set(levels, v, 0)),
            variable(levels::defaultMessage, v -> set(levels, v, 1)),
            variable(levels::minimumConsole, v -> set(levels, v, 2)),
            variable(levels::defaultConsole, v -> set(levels, v, 3))));
    kernel.create("tainted", READ_WRITE, new TaintedSysctl(taints));
    kernel.create(
        "panic_on_oops",
        READ_WRITE,
        SysctlIntegers.of(variable(() -> panic.onOops() ? 1 : 0, v -> panic.setOnOops(v != 0))));
    constant("ostype", utsname.sysname());
    constant("osrelease", utsname.release());
    constant("version", utsname.version());
    constant("hostname", utsname.nodename());
    kernel.create("modprobe", READ_WRITE, new SysctlString(256, requestModule.modprobePath()));
  }

  private static void set(ConsoleLevels levels, int value, int index) {
    levels.set(
        index == 0 ? value : levels.console(),
        index == 1 ? value : levels.defaultMessage(),
        index == 2 ? value : levels.minimumConsole(),
        index == 3 ? value : levels.defaultConsole());
  }

  private static SysctlIntegers.Variable variable(IntSupplier get, IntConsumer set) {
    return new SysctlIntegers.Variable() {
      @Override
      public int get() {
        return get.getAsInt();
      }

      @Override
      public void set(int value) {
        set.accept(value);
      }
    };
  }

  private void constant(String name, String value) throws ErrnoException {
    SysctlHandler handler =
        new SysctlString(
            NAME_LENGTH,
            new SysctlString.Variable() {
              @Override
              public String get() {
                return value;
              }

              @Override
              public void set(String newValue) throws ErrnoException {
                throw new ErrnoException(Errno.EPERM);
              }
            });
    kernel.create(name, READ, handler);
  }
}
