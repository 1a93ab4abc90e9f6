package io.kobox.kernel;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.checkpoint.HostSide;
import io.kobox.debug.Journey;
import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.OpenFile;
import io.kobox.fs.init.MachineFiles;
import io.kobox.gdb.GdbServer;
import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.check.LeftBehinds;
import io.kobox.kernel.debug.Activity;
import io.kobox.kernel.debug.ActivityReader;
import io.kobox.kernel.entry.MissingTypes;
import io.kobox.kernel.entry.ServedExport;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.kernel.hung.HungTask;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.kthread.BootThreads;
import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.module.Modules;
import io.kobox.kernel.panic.KernelPanicError;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.kernel.sched.WaitQueueHead;
import io.kobox.kernel.trace.Timeline;
import io.kobox.kernel.trace.TimelineFormat;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.SymbolNames;
import io.kobox.lib.dynamicdebug.ControlFile;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.Machine;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.PageTableWalk;
import io.kobox.mm.SlubDebug;
import io.kobox.profile.KernelProfile;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.Utsname;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  /** What one file tree in memory may take. */
  private static final long TREE_BYTES = 128L << 20;

  private final KernelFloor floor;
  private final CheckReports reports;
  private final boolean realtime;
  private final MachineFiles files;
  private final Utsname utsname;
  private final Diagnostics diagnostics;
  private final LeftBehinds leftBehinds;
  private final LoadableModules modules;
  private final Interrupts interrupts;
  private final ActivityReader activity;
  private final UserSpace userSpace;
  private final @Nullable CodeWatcher code;
  private boolean panicked;
  private @Nullable DebuggerHold debugger;
  @HostSide private @Nullable Checkpoints checkpoints;

  /**
   * Puts the kernel together, one stage after the other, much as init/main.c: start_kernel. Guest
   * addresses and random numbers follow from the order.
   */
  public SimulatedKernel(KernelConfig config) throws ErrnoException {
    KernelProfile profile = config.profile();
    DebugConfig debug = config.debug();
    reports = debug.reports();
    realtime = config.realtime();
    code = debug.code();
    SeededRandom random = new SeededRandom(config.seed());
    floor = floor(config);
    WaitQueue.Factory waitQueues = () -> new WaitQueueHead(floor.scheduler());

    // the tree of files, the log and the traps
    files = files(waitQueues, random, config);
    utsname = Banner.utsname(profile.banner(), profile.release());
    diagnostics = new Diagnostics(floor, new Modules(waitQueues.create()), utsname, config);
    LogReaders logReaders = new LogReaders(floor, diagnostics.printk(), waitQueues.create());

    // modules, and what is watched in them
    Lockdep lockdep =
        new Lockdep(
            floor.scheduler()::current,
            diagnostics.symbols(),
            reports(debug, Check.LOCKDEP),
            floor.timeline());
    LeftBehind leftBehind = new LeftBehind(diagnostics.symbols(), reports(debug, Check.LEFTBEHIND));
    leftBehinds = new LeftBehinds(debug.checks(), reports);
    MissingTypes missingTypes = new MissingTypes(profile.release(), reports);
    modules =
        new LoadableModules(
            floor,
            diagnostics,
            config,
            new CallInterceptors(floor, debug, diagnostics.symbols(), random).list(),
            missingTypes,
            files.sysfs().root().createDirectory("module"),
            lockdep,
            leftBehind,
            leftBehinds);

    // what modules link to
    ExportLibraries libraries =
        new ExportLibraries(floor, diagnostics, modules, lockdep, leftBehind, random, utsname);
    interrupts = libraries.interrupts();
    MemoryChecks memoryChecks =
        new MemoryChecks(
            floor,
            debug,
            diagnostics.symbols(),
            diagnostics.taints(),
            leftBehinds,
            libraries.rcu()::refersTo);
    activity =
        new ActivityReader(
            lockdep,
            leftBehind,
            memoryChecks.kmemleak(),
            diagnostics.modules(),
            diagnostics.symbols());
    CurrentMemory currentMemory = new CurrentMemory(floor);
    floor.machine().memory().setUserFaults(currentMemory::fault);
    diagnostics.traps().setUserFaults(currentMemory::fault);
    libraries.addMemory(memoryChecks.allocations(), currentMemory);

    // processes and programs
    floor
        .scheduler()
        .onExit(new TaskExit(floor, diagnostics.printk(), lockdep, libraries.rcu())::exit);
    userSpace =
        new UserSpace(
            floor,
            files,
            diagnostics.printk(),
            lockdep,
            libraries.sleep(),
            currentMemory,
            waitQueues,
            random,
            missingTypes,
            new UserSpace.Calls(interrupts, modules.subsystem(), logReaders.syslog(), utsname));
    libraries.addPrograms(userSpace);

    // devices, and the files of all
    libraries.addDriversAndPlace(files, userSpace, waitQueues);
    logReaders.addDevice(files.charDevices());
    addProcFiles(profile, libraries);
    mountHost(config);
    diagnostics.printk().printk(5, profile.banner().strip() + "\n");
  }

  /** setup_arch, mm_init, sched_init, time_init: the machine with memory, tasks and time. */
  private static KernelFloor floor(KernelConfig config) {
    boolean kasan = config.debug().checks().contains(Check.KASAN);
    KernelFloor floor =
        new KernelFloor(
            config.profile(),
            config.realtime(),
            kasan ? SlubDebug.RED_ZONE : 0,
            new Kaslr(config.seed()));
    if (config.realtime()) {
      floor.timekeeping().setRealtime(System.currentTimeMillis() * 1_000_000L);
    }
    return floor;
  }

  /** vfs_caches_init, and what systemd mounts. */
  private MachineFiles files(WaitQueue.Factory waitQueues, SeededRandom random, KernelConfig config)
      throws ErrnoException {
    MachineFiles tree =
        new MachineFiles(
            new MachineFiles.World(
                floor.timekeeping()::realtime,
                waitQueues,
                random::fill,
                this::sendSigpipe,
                TREE_BYTES,
                config.hostRoot()));
    tree.mountAll();
    return tree;
  }

  /** Where a check reports: nowhere if it is off. */
  private static CheckReports reports(DebugConfig debug, Check check) {
    return debug.checks().contains(check) ? debug.reports() : text -> {};
  }

  /** proc_root_init, and what subsystems add to /proc, /sys and debugfs. */
  private void addProcFiles(KernelProfile profile, ExportLibraries libraries)
      throws ErrnoException {
    ProcFiles proc = new ProcFiles(files);
    proc.addMachine(profile.banner().strip(), floor.timekeeping());
    proc.addMemory(floor, libraries.resources());
    proc.addModules(diagnostics.modules(), diagnostics.symbols());
    proc.addSlabs(floor.slab(), diagnostics.symbols());
    proc.addInterrupts(interrupts);
    proc.addDynamicDebug(new ControlFile(modules.dynamicDebug()));
    proc.addSysctl(
        diagnostics.printk(),
        diagnostics.taints(),
        diagnostics.panic(),
        utsname,
        userSpace.requestModule());
    proc.addTasks(userSpace.processes(), floor.scheduler(), floor.machine().frames());
  }

  private void mountHost(KernelConfig config) throws ErrnoException {
    for (KernelConfig.Bind bind : config.binds()) {
      files.bind(bind.host(), bind.path());
    }
    if (config.modules() != null) {
      files.mountModules(config.modules(), config.profile().release());
    }
  }

  /**
   * Has a debugger hold the machine from its first program on; before {@link #run}.
   *
   * @param journey where to in a life that another machine had; null: it is the first one
   */
  public void debug(GdbServer server, @Nullable Journey journey) {
    debugger =
        new DebuggerHold(floor, diagnostics, modules.subsystem(), server, !realtime, journey);
  }

  /** The programs that the kernel starts by itself are among these; before there are none. */
  public void setPrograms(Programs programs) {
    userSpace.setPrograms(programs);
  }

  /** Where subsystems tell what a module leaves behind. */
  public LeftBehinds leftBehinds() {
    return leftBehinds;
  }

  /** Sends SIGPIPE to the running task. */
  public void sendSigpipe() {
    floor.scheduler().signal(floor.scheduler().current(), SystemCalls.SIGPIPE);
  }

  /**
   * SIGINT to every process but the first, which is the shell; called by any thread of the host.
   */
  public void interruptForeground() {
    floor.scheduler().host().post(userSpace::interruptForeground);
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
    Standstill standstill =
        new Standstill(
            floor, processes(), new HungTask(diagnostics.printk(), diagnostics.taints(), utsname));
    try {
      floor
          .scheduler()
          .run(
              comm,
              () -> {
                BootThreads.create(floor.scheduler());
                FileDescriptorTable descriptors = new FileDescriptorTable();
                for (OpenFile file : stdio) {
                  addFile(descriptors, file);
                }
                Process init = processes().init(argv, files.newFsStruct(directory), descriptors);
                if (debugger != null) {
                  debugger.begin();
                }
                processes().exec(init, program);
                var end = init.zombie();
                status[0] = end == null ? 1 : end.shellStatus();
              },
              standstill::end);
    } catch (KernelPanicError e) {
      panicked = true;
    } catch (PageFaultException e) {
      // Linux would oops in the function that reads the module's structure; here that is Java
      reports.report(
          "the kernel followed a pointer to where nothing is: "
              + e.getMessage()
              + "\n(a structure of a module that was removed while it was used?)\n");
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

  /**
   * Keeps what the machine is now; to be called by the running process, outside of its system
   * calls.
   *
   * @param more objects that belong to the machine and go back with it
   * @throws CheckpointException says why it cannot be
   */
  public Checkpoint checkpoint(Object... more) throws CheckpointException {
    if (debugger != null) {
      throw new CheckpointException("a debugger holds the machine");
    }
    if (checkpoints == null) {
      checkpoints = new Checkpoints(floor, this);
    }
    return checkpoints.take(more);
  }

  /** Whether run ended in a panic. */
  public boolean panicked() {
    return panicked;
  }

  /**
   * The number of the log's record that the report of a panic, or of the oops behind it, begins.
   */
  public long lastWords() {
    return diagnostics.lastWords();
  }

  /** How many oopses there were. */
  public int oopses() {
    return diagnostics.oops().count();
  }

  public Printk printk() {
    return diagnostics.printk();
  }

  /** The machine's memory at a kernel address; null where nothing is mapped. */
  public byte @Nullable [] readMemory(long address, int length) {
    try {
      return floor.machine().memory().bytes(address, length);
    } catch (PageFaultException e) {
      return null;
    }
  }

  /** What goes on in the kernel now. */
  public Activity activity() {
    return activity.read();
  }

  /** What the page tables map of the kernel's half of the address space. */
  public List<PageTableWalk.Range> addressSpace() {
    Machine machine = floor.machine();
    return PageTableWalk.kernelHalf(machine.physicalMemory().ram(), machine.tables().root());
  }

  /** What happens over the machine's time, for who starts it. */
  public Timeline timeline() {
    return floor.timeline();
  }

  /** Writes a timeline with the names of this kernel's symbols. */
  public TimelineFormat timelineFormat() {
    return new TimelineFormat(
        address -> diagnostics.symbols().sprintSymbol(address, SymbolNames.Form.NO_OFFSET));
  }

  /** What is served to modules, by name. */
  public List<ServedExport> exports() {
    return modules.exports().served();
  }

  public Taints taints() {
    return diagnostics.taints();
  }

  public MachineFiles files() {
    return files;
  }

  /** The modules that are in the kernel. */
  public Modules modules() {
    return diagnostics.modules();
  }

  /** Calls functions of modules on the running task's kernel stack. */
  public GuestFunctions functions() {
    return floor.guestCode();
  }

  /** The kernel's and the programs' memory. */
  public GuestMemory memory() {
    return floor.machine().memory();
  }

  /** The interrupt lines, for devices that live outside of the machine. */
  public Interrupts interrupts() {
    return interrupts;
  }

  public Processes processes() {
    return userSpace.processes();
  }

  public Scheduler scheduler() {
    return floor.scheduler();
  }

  @Override
  public void close() {
    if (code != null) {
      code.ended();
    }
    floor.close();
  }
}
