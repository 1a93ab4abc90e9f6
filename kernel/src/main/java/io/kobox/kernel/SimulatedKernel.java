package io.kobox.kernel;

import io.kobox.arch.x86.DumpStack;
import io.kobox.arch.x86.Oops;
import io.kobox.arch.x86.SetupExports;
import io.kobox.arch.x86.SetupExportsTable;
import io.kobox.arch.x86.Traps;
import io.kobox.export.ServedExports;
import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.OpenFile;
import io.kobox.fs.init.MachineFiles;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.kernel.entry.ExportTable;
import io.kobox.kernel.entry.ExportTraps;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.module.ModuleSubsystem;
import io.kobox.kernel.module.Modules;
import io.kobox.kernel.panic.KernelPanicError;
import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.kernel.printk.KmsgDevice;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.printk.Syslog;
import io.kobox.kernel.printk.SyslogCalls;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.kernel.sched.WaitQueueHead;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.lib.bug.Bugs;
import io.kobox.machine.Machine;
import io.kobox.profile.KernelProfile;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.Utsname;
import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine with the simulated kernel, booted and at rest.
 *
 * <pre>{@code
 * try (SimulatedKernel kernel = new SimulatedKernel(KernelConfig.isolated())) {
 *   int status = kernel.run("init", List.of("init"), "/", List.of(), calls -> ...);
 * }
 * }</pre>
 */
public final class SimulatedKernel implements AutoCloseable {
  private static final int HZ = 250;
  private static final int KMSG_MINOR = 11;
  private static final int MEM_MAJOR = 1;

  /** What one file tree in memory may take. */
  private static final long TREE_BYTES = 128L << 20;

  private final KernelFloor floor;
  private final MachineFiles files;
  private final Printk printk;
  private final Taints taints;
  private final Oops oops;
  private final ModuleSubsystem modules;
  private final Processes processes;
  private final Utsname utsname;
  private final SyslogCalls syslog;
  private final UserScratch userMemory;
  private boolean panicked;

  public SimulatedKernel(KernelConfig config) throws ErrnoException {
    KernelProfile profile = KernelProfile.embedded();
    floor = new KernelFloor(profile, config.realtime());
    Scheduler scheduler = floor.scheduler();
    Timekeeping timekeeping = floor.timekeeping();
    if (config.realtime()) {
      timekeeping.setRealtime(System.currentTimeMillis() * 1_000_000L);
    }
    SeededRandom random = new SeededRandom(config.seed());
    WaitQueue.Factory waitQueues = () -> new WaitQueueHead(scheduler);
    files =
        new MachineFiles(
            new MachineFiles.World(
                timekeeping::realtime,
                waitQueues,
                random::fill,
                this::sendSigpipe,
                TREE_BYTES,
                config.hostRoot()));
    files.mountAll();
    printk = new Printk(timekeeping::monotonic, this::printkCaller);
    KernelLog log = printk::printk;
    taints = new Taints(log);
    utsname = Banner.utsname(profile.banner(), profile.release());
    Modules moduleList = new Modules(waitQueues.create());
    KernelSymbols symbols = new KernelSymbols(moduleList);
    Machine machine = floor.machine();
    DumpStack dumpStack =
        new DumpStack(
            printk,
            taints,
            symbols,
            machine.memory(),
            scheduler::current,
            symbols::isText,
            utsname);
    Runnable dumpCurrentStack =
        () -> {
          dumpStack.printInfo();
          dumpStack.showTrace(machine.cpu().read(Register.RSP));
        };
    Panic panic =
        new Panic(
            printk, taints, symbols, scheduler::current, moduleList::linkedIn, dumpCurrentStack);
    oops = new Oops(printk, taints, dumpStack, panic, scheduler::current);
    Bugs bugs = new Bugs(printk, panic, machine.memory(), floor.structs());
    floor.setFaultHandler(
        new Traps(printk, oops, bugs, dumpStack, machine.tables(), moduleList::fixup, timekeeping));
    ExportTable exports =
        new ExportTable(
            machine,
            profile,
            floor.perCpu(),
            new ExportTraps(machine.traps(), machine.cpu(), machine.memory(), timekeeping),
            symbols,
            log,
            config.lenient());
    SysfsDirectory sysModule = files.sysfs().root().createDirectory("module");
    modules =
        new ModuleSubsystem(
            new ModuleSubsystem.Environment(
                machine,
                floor.structs(),
                floor.guestCode(),
                log,
                taints,
                floor.slab(),
                floor.perCpu(),
                floor.moduleArea(),
                bugs,
                exports,
                sysModule,
                profile.release(),
                profile.vermagic(),
                dumpCurrentStack),
            moduleList);
    KernelLibrary library =
        new KernelLibrary(floor, printk, symbols, panic, taints, random, dumpCurrentStack);
    List<ServedExports> tables = new ArrayList<>(library.tables(exports::addressOf));
    tables.add(new SetupExportsTable(new SetupExports(machine.memory())));
    tables.add(modules.exportTable());
    exports.place(tables);
    userMemory = new UserScratch(machine);
    WaitQueue logWait = waitQueues.create();
    printk.addListener(record -> logWait.wakeUp());
    syslog = new SyslogCalls(new Syslog(printk), logWait);
    files
        .charDevices()
        .add(
            MEM_MAJOR,
            KMSG_MINOR,
            1,
            new KmsgDevice(printk, this::jiffies, logWait, () -> scheduler.current().comm()));
    ProcFiles proc = new ProcFiles(files);
    proc.addMachine(profile.banner().strip(), timekeeping, machine.frames());
    proc.addModules(moduleList, symbols);
    proc.addSysctl(printk, taints, panic, utsname);
    processes = new Processes(scheduler, files.vfs(), waitQueues, userMemory, this::callsOf);
    for (KernelConfig.Bind bind : config.binds()) {
      files.bind(bind.host(), bind.path());
    }
    if (config.modules() != null) {
      files.mountModules(config.modules(), profile.release());
    }
    printk.printk(5, profile.banner().strip() + "\n");
  }

  private long jiffies() {
    return floor.timekeeping().monotonic() / (1_000_000_000L / HZ);
  }

  private int printkCaller() {
    return floor.scheduler().running() ? floor.scheduler().current().pid() : 0x80000000;
  }

  /** Sends SIGPIPE to the running task. */
  public void sendSigpipe() {
    floor.scheduler().signal(floor.scheduler().current(), SystemCalls.SIGPIPE);
  }

  /**
   * SIGINT to every process but the first, which is the shell; called by any thread of the host.
   */
  public void interruptForeground() {
    floor
        .scheduler()
        .postFromHost(
            () -> {
              for (Process process : List.copyOf(processes.all())) {
                if (process.parent() != null && process.zombie() == null) {
                  floor.scheduler().signal(process.task(), SystemCalls.SIGINT);
                }
              }
            });
  }

  private ProcessCalls callsOf(Process process) {
    return new ProcessCalls(
        process,
        processes,
        floor.scheduler(),
        floor.timekeeping(),
        modules,
        syslog::call,
        utsname,
        userMemory);
  }

  /**
   * Runs {@code program} as the machine's first process, and all that it starts, until it ends.
   *
   * @param directory its working directory; the root if there is none of that name
   * @param stdio its open files from descriptor 0 on
   * @return its exit status, or 128 + the signal that ended it
   */
  public int run(
      String comm, List<String> argv, String directory, List<OpenFile> stdio, Program program)
      throws InterruptedException {
    int[] status = {0};
    try {
      floor
          .scheduler()
          .run(
              comm,
              () -> {
                FileDescriptorTable descriptors = new FileDescriptorTable();
                for (OpenFile file : stdio) {
                  addFile(descriptors, file);
                }
                Process init = processes.init(argv, files.newFsStruct(directory), descriptors);
                processes.exec(init, program);
                var end = init.zombie();
                status[0] = end == null ? 1 : end.shellStatus();
              },
              this::everythingSleeps);
    } catch (KernelPanicError e) {
      panicked = true;
    }
    return status[0];
  }

  private static void addFile(FileDescriptorTable descriptors, OpenFile file) {
    try {
      descriptors.add(file, false);
    } catch (ErrnoException e) {
      throw new IllegalArgumentException("too many open files", e);
    }
  }

  /** On a real machine this would be a wait without an end. */
  private void everythingSleeps() {
    throw new IllegalStateException("every task sleeps and nothing will wake one");
  }

  /** Whether run ended in a panic. */
  public boolean panicked() {
    return panicked;
  }

  /** How many oopses there were. */
  public int oopses() {
    return oops.count();
  }

  public Printk printk() {
    return printk;
  }

  public Taints taints() {
    return taints;
  }

  public MachineFiles files() {
    return files;
  }

  public Processes processes() {
    return processes;
  }

  public Scheduler scheduler() {
    return floor.scheduler();
  }

  @Override
  public void close() {
    floor.close();
  }
}
