package io.kobox.kernel;

import io.kobox.arch.x86.CallTraces;
import io.kobox.arch.x86.CocoExports;
import io.kobox.arch.x86.CocoExportsTable;
import io.kobox.arch.x86.DumpStack;
import io.kobox.arch.x86.IoremapExports;
import io.kobox.arch.x86.IoremapExportsTable;
import io.kobox.arch.x86.Oops;
import io.kobox.arch.x86.OrcTable;
import io.kobox.arch.x86.SetupExports;
import io.kobox.arch.x86.SetupExportsTable;
import io.kobox.arch.x86.Traps;
import io.kobox.arch.x86.entry.BinfmtElf;
import io.kobox.arch.x86.entry.UserMachine;
import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.checkpoint.HostSide;
import io.kobox.debug.Debugger;
import io.kobox.debug.Journey;
import io.kobox.debug.StopReason;
import io.kobox.export.ServedExports;
import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.OpenFile;
import io.kobox.fs.init.MachineFiles;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.gdb.GdbServer;
import io.kobox.init.Initcalls;
import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.check.Kmemleak;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.check.LeftBehinds;
import io.kobox.kernel.check.SourceLines;
import io.kobox.kernel.check.StackTraces;
import io.kobox.kernel.debug.Activity;
import io.kobox.kernel.debug.ActivityReader;
import io.kobox.kernel.debug.DebuggedModules;
import io.kobox.kernel.debug.SimulatedTarget;
import io.kobox.kernel.entry.CallInterceptor;
import io.kobox.kernel.entry.ExportTable;
import io.kobox.kernel.entry.ExportTraps;
import io.kobox.kernel.entry.MissingTypes;
import io.kobox.kernel.entry.ServedExport;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.kernel.hung.HungTask;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.jumplabel.JumpLabelExports;
import io.kobox.kernel.jumplabel.JumpLabelExportsTable;
import io.kobox.kernel.jumplabel.StaticKeys;
import io.kobox.kernel.kallsyms.KernelSymbols;
import io.kobox.kernel.kmod.KmodExports;
import io.kobox.kernel.kmod.KmodExportsTable;
import io.kobox.kernel.kmod.RequestModule;
import io.kobox.kernel.kthread.BootThreads;
import io.kobox.kernel.locking.Lockdep;
import io.kobox.kernel.module.Module;
import io.kobox.kernel.module.ModuleSubsystem;
import io.kobox.kernel.module.Modules;
import io.kobox.kernel.panic.KernelPanicError;
import io.kobox.kernel.panic.Panic;
import io.kobox.kernel.panic.ReportTexts;
import io.kobox.kernel.panic.Taints;
import io.kobox.kernel.printk.KernelLog;
import io.kobox.kernel.printk.KmsgDevice;
import io.kobox.kernel.printk.Printk;
import io.kobox.kernel.printk.Syslog;
import io.kobox.kernel.printk.SyslogCalls;
import io.kobox.kernel.process.BinaryFormat;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.rcu.Rcu;
import io.kobox.kernel.resource.ResourceExports;
import io.kobox.kernel.resource.ResourceExportsTable;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.MightSleep;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.sched.Preemption;
import io.kobox.kernel.sched.RandomPreemption;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskContext;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.kernel.sched.WaitQueueHead;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.trace.CallFormat;
import io.kobox.kernel.trace.CallTrace;
import io.kobox.kernel.trace.Timeline;
import io.kobox.kernel.trace.TimelineFormat;
import io.kobox.kernel.umh.UmhExports;
import io.kobox.kernel.umh.UmhExportsTable;
import io.kobox.kernel.umh.UsermodeHelper;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.IomapExports;
import io.kobox.lib.IomapExportsTable;
import io.kobox.lib.RatelimitState;
import io.kobox.lib.SipHash;
import io.kobox.lib.SymbolNames;
import io.kobox.lib.bug.Bugs;
import io.kobox.lib.bug.WarnTrapExports;
import io.kobox.lib.bug.WarnTrapExportsTable;
import io.kobox.lib.dynamicdebug.ControlFile;
import io.kobox.lib.dynamicdebug.DynamicDebug;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.Machine;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.PageTableWalk;
import io.kobox.mm.Allocations;
import io.kobox.mm.MemoryMaps;
import io.kobox.mm.SlubDebug;
import io.kobox.mm.SlubReports;
import io.kobox.profile.KernelProfile;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.Utsname;
import io.kobox.types.Struct;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
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
  private static final int KMSG_MINOR = 11;
  private static final int MEM_MAJOR = 1;

  /** What one file tree in memory may take. */
  private static final long TREE_BYTES = 128L << 20;

  private final KernelFloor floor;
  private final CheckReports reports;
  private final MachineFiles files;
  private final Printk printk;
  private final Taints taints;
  private final Oops oops;
  private final Panic panic;
  private final Traps traps;
  private final ModuleSubsystem modules;
  private final Modules moduleList;
  private final KernelSymbols symbols;
  private final LeftBehinds leftBehinds;
  private final Lockdep lockdep;
  private final Interrupts interrupts;
  private final Processes processes;
  private final UsermodeHelper usermodeHelper;
  private final Utsname utsname;
  private final SyslogCalls syslog;
  private final UserScratch userMemory;
  private final BinaryFormat binaries;
  private final RatelimitState ratelimit =
      new RatelimitState(RatelimitState.DEFAULT_INTERVAL, RatelimitState.DEFAULT_BURST);
  private final ExportTable exports;
  private final ActivityReader activity;
  private final @Nullable CodeWatcher code;
  private final boolean realtime;
  private boolean panicked;
  private @Nullable Debugger debugger;
  @HostSide private @Nullable Checkpoints checkpoints;

  public SimulatedKernel(KernelConfig config) throws ErrnoException {
    KernelProfile profile = config.profile();
    DebugConfig debug = config.debug();
    reports = debug.reports();
    MissingTypes missingTypes = new MissingTypes(profile.release(), reports);
    boolean kasan = debug.checks().contains(Check.KASAN);
    floor =
        new KernelFloor(
            profile, config.realtime(), kasan ? SlubDebug.RED_ZONE : 0, new Kaslr(config.seed()));
    Scheduler scheduler = floor.scheduler();
    Timekeeping timekeeping = floor.timekeeping();
    realtime = config.realtime();
    if (realtime) {
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
    // loglevel=8, with which the recorded machine and the image kernel boot
    printk.consoleLevels().set(8, 4, 1, 7);
    KernelLog log = printk::printk;
    taints = new Taints(log);
    utsname = Banner.utsname(profile.banner(), profile.release());
    moduleList = new Modules(waitQueues.create());
    symbols = new KernelSymbols(moduleList, profile::symbols);
    Machine machine = floor.machine();
    ReportTexts reportTexts = new ReportTexts(floor.structs());
    DumpStack dumpStack =
        new DumpStack(
            printk,
            taints,
            symbols,
            machine.memory(),
            scheduler::current,
            new CallTraces(
                printk,
                symbols,
                machine.memory(),
                machine.cpu(),
                scheduler::current,
                address -> orcTable(moduleList.containing(address)),
                new SourceLines(moduleList, symbols, debug.reports())),
            utsname,
            reportTexts);
    Runnable dumpCurrentStack = dumpStack::dumpStack;
    panic =
        new Panic(
            printk,
            taints,
            symbols,
            scheduler::current,
            moduleList::linkedIn,
            dumpCurrentStack,
            site -> dumpStack.showWarning(machine.cpu(), site),
            reportTexts);
    SipHash hash = new SipHash(config.seed(), config.seed());
    LongUnaryOperator pointerHash = address -> hash.hash(address) & 0xffffffffL;
    oops =
        new Oops(
            printk,
            taints,
            dumpStack,
            panic,
            scheduler::current,
            floor.softirqs().preemptCount()::inInterrupt,
            pointerHash,
            reportTexts);
    Bugs bugs = new Bugs(printk, panic, machine.memory(), floor.structs());
    traps =
        new Traps(
            printk,
            oops,
            bugs,
            dumpStack,
            machine.tables(),
            machine.memory(),
            moduleList::searchExtable,
            floor.structs(),
            scheduler,
            floor.tick(),
            floor.tsc());
    floor.setFaultHandler(traps);
    floor.tick().setAfterInterrupt(() -> traps.checkSoftLockup(machine.cpu()));
    exports =
        new ExportTable(
            machine,
            profile,
            floor.perCpu(),
            new ExportTraps(
                machine.traps(),
                machine.cpu(),
                machine.memory(),
                timekeeping,
                floor.tick(),
                interceptors(debug, random, symbols),
                (function, cause) -> {
                  missingTypes.report(function, cause);
                  return traps.bug(machine.cpu());
                }),
            symbols,
            log,
            debug.reports(),
            config.lenient());
    lockdep =
        new Lockdep(
            scheduler::current,
            symbols,
            debug.checks().contains(Check.LOCKDEP) ? debug.reports() : text -> {},
            floor.timeline());
    LeftBehind leftBehind =
        new LeftBehind(
            symbols, debug.checks().contains(Check.LEFTBEHIND) ? debug.reports() : text -> {});
    SysfsDirectory sysModule = files.sysfs().root().createDirectory("module");
    StaticKeys staticKeys = new StaticKeys(floor.structs(), machine.memory(), machine.tables());
    DynamicDebug dynamicDebug =
        new DynamicDebug(
            floor.structs(), machine.memory(), staticKeys, log, this::dynamicDebugVerbose);
    modules =
        new ModuleSubsystem(
            new ModuleSubsystem.Environment(
                machine,
                floor.structs(),
                floor.guestCode(),
                new Initcalls(
                    floor.guestCode(),
                    floor.softirqs().preemptCount(),
                    floor.softirqs().irqFlags(),
                    symbols,
                    lockdep::returnToUser,
                    (site, text) -> {
                      printk.printk(Printk.LOGLEVEL_DEFAULT, Panic.CUT_HERE);
                      printk.printk(Printk.LOGLEVEL_DEFAULT, text);
                      panic.warnAt(site);
                    }),
                log,
                taints,
                floor.slab(),
                floor.perCpu(),
                floor.moduleArea(),
                bugs,
                exports,
                sysModule,
                profile,
                dumpCurrentStack,
                leftBehind,
                staticKeys,
                dynamicDebug),
            moduleList);
    leftBehinds = new LeftBehinds(debug.checks(), debug.reports());
    modules.watch(leftBehinds);
    code = debug.code();
    if (code != null) {
      modules.watch(code);
      machine.cpu().watchBlocks(code, AddressLayout.MODULES, AddressLayout.MODULES_END - 1);
    }
    KernelLibrary library =
        new KernelLibrary(
            floor,
            printk,
            symbols,
            panic,
            taints,
            random,
            utsname,
            dumpCurrentStack,
            profile::flags);
    List<ServedExports> tables = new ArrayList<>(library.tables(exports::addressOf));
    tables.add(new SetupExportsTable(new SetupExports(machine.memory())));
    tables.add(modules.exportTable());
    tables.add(new JumpLabelExportsTable(new JumpLabelExports(floor.structs(), staticKeys)));
    ResourceExports resources =
        new ResourceExports(
            machine.memory(),
            floor.slab(),
            floor.structs(),
            log,
            machine.physicalMemory().size(),
            exports::addressOf);
    tables.add(new ResourceExportsTable(resources));
    tables.add(new CocoExportsTable(new CocoExports()));
    tables.add(
        new IoremapExportsTable(
            new IoremapExports(
                floor.vmalloc(),
                machine.physicalMemory().size(),
                log,
                library.warning(),
                library.vsprintf(),
                dumpCurrentStack)));
    tables.add(
        new IomapExportsTable(
            new IomapExports(machine.memory(), floor.deviceBus(), library.warning())));
    FloorLibrary floorLibrary =
        new FloorLibrary(
            floor,
            lockdep,
            new AtomicSleep(
                scheduler,
                floor.softirqs().preemptCount(),
                printk,
                panic,
                taints,
                dumpCurrentStack),
            printk,
            symbols,
            library.warning(),
            leftBehind,
            () -> traps.lockup(machine.cpu()),
            () -> {
              throw panic.panic("Hard LOCKUP");
            });
    tables.addAll(floorLibrary.tables(library.vsprintf(), exports::addressOf));
    tables.addAll(
        new StructuresLibrary(floor, printk, library.warning(), floorLibrary.rcu()::call)
            .tables(() -> traps.lockup(machine.cpu()), site -> traps.bug(machine.cpu(), site)));
    interrupts = floorLibrary.interrupts();
    SlubReports slubReports =
        new SlubReports(
            floor.slab(),
            floor.pages(),
            machine.tables(),
            printk,
            panic,
            taints,
            symbols,
            library.warning(),
            pointerHash,
            dumpCurrentStack,
            () -> traps.bug(machine.cpu()));
    Allocations allocations = watchMemory(debug, symbols);
    activity =
        new ActivityReader(
            lockdep,
            leftBehind,
            allocations instanceof Kmemleak tracks ? tracks : null,
            moduleList,
            symbols);
    MemoryMaps sharedMemory =
        new MemoryMaps(
            machine.tables(), floor.pages(), machine.frames(), machine.tables().addressSpace());
    Supplier<MemoryMaps> memoryMaps = () -> currentMemory(sharedMemory);
    machine
        .memory()
        .setUserFaults((address, write) -> currentMemory(sharedMemory).fault(address, write));
    traps.setUserFaults((address, write) -> currentMemory(sharedMemory).fault(address, write));
    tables.addAll(
        new MemoryLibrary(floor, slubReports, allocations, library.warning(), memoryMaps).tables());
    scheduler.onExit(() -> exitTask(floorLibrary.rcu()));
    userMemory = new UserScratch(machine);
    processes =
        new Processes(
            scheduler,
            files.vfs(),
            waitQueues,
            userMemory,
            machine.tables(),
            sharedMemory,
            this::callsOf,
            missingTypes);
    files.vfs().setOwners(processes);
    binaries =
        new BinfmtElf(
            new UserMachine(
                machine,
                floor.structs(),
                scheduler,
                timekeeping,
                processes,
                printk,
                this::mayPrint,
                bytes -> random.fill(bytes, 0, bytes.length),
                CheckReports.STANDARD_ERROR::report));
    usermodeHelper =
        new UsermodeHelper(
            scheduler, floorLibrary.sleep(), processes, () -> files.newFsStruct("/"));
    RequestModule requestModule =
        new RequestModule(usermodeHelper, scheduler, floor.jiffies()::get, printk::printk);
    files.setModuleRequests(
        name -> requestModule.enabled() ? requestModule.request(true, name) : 0);
    tables.add(new UmhExportsTable(new UmhExports(usermodeHelper, machine.memory())));
    tables.add(new KmodExportsTable(new KmodExports(requestModule, library.vsprintf())));
    DriverLibrary drivers =
        new DriverLibrary(
            library.guest(exports::addressOf),
            files,
            moduleList,
            userMemory,
            floor.vmalloc(),
            waitQueues,
            processes);
    tables.addAll(drivers.tables());
    tables.add(
        new WarnTrapExportsTable(
            new WarnTrapExports(bugs, library.vsprintf(), () -> traps.showRegs(machine.cpu()))));
    exports.place(tables);
    drivers.boot();
    drivers.leftBehinds().forEach(leftBehind::add);
    WaitQueue logWait = waitQueues.create();
    printk.addListener(record -> logWait.wakeUp());
    syslog = new SyslogCalls(new Syslog(printk), logWait);
    files
        .charDevices()
        .add(
            MEM_MAJOR,
            KMSG_MINOR,
            1,
            new KmsgDevice(
                printk, floor.jiffies()::get, logWait, () -> scheduler.current().comm()));
    ProcFiles proc = new ProcFiles(files);
    proc.addMachine(profile.banner().strip(), timekeeping);
    proc.addMemory(floor, resources);
    proc.addModules(moduleList, symbols);
    proc.addSlabs(floor.slab(), symbols);
    proc.addInterrupts(interrupts);
    proc.addDynamicDebug(new ControlFile(dynamicDebug));
    proc.addSysctl(printk, taints, panic, utsname, requestModule);
    proc.addTasks(processes, scheduler, machine.frames());
    for (KernelConfig.Bind bind : config.binds()) {
      files.bind(bind.host(), bind.path());
    }
    if (config.modules() != null) {
      files.mountModules(config.modules(), profile.release());
    }
    printk.printk(5, profile.banner().strip() + "\n");
  }

  private int dynamicDebugVerbose() {
    return modules.dynamicDebugVerbose();
  }

  /** What unwind_module_init noted of a module. */
  private @Nullable OrcTable orcTable(@Nullable Module module) {
    if (module == null) {
      return null;
    }
    Struct struct = floor.structs().at("module", module.address());
    return new OrcTable(
        floor.machine().memory(),
        floor.structs(),
        struct.get("arch.orc_unwind_ip"),
        struct.get("arch.orc_unwind"),
        struct.getInt("arch.num_orcs"));
  }

  private List<CallInterceptor> interceptors(
      DebugConfig debug, SeededRandom random, KernelSymbols symbols) {
    List<CallInterceptor> interceptors = new ArrayList<>(debug.interceptors());
    GuestMemory memory = floor.machine().memory();
    FaultInjection faults = debug.faults();
    if (faults != null) {
      interceptors.add(faults.interceptor(memory));
    }
    Consumer<String> trace = debug.trace();
    if (trace != null) {
      interceptors.add(
          new CallTrace(
              new CallFormat(memory, floor.structs().btf()),
              floor.scheduler(),
              floor.timekeeping()::monotonic,
              trace));
    }
    if (debug.checks().contains(Check.ATOMICSLEEP)) {
      interceptors.add(
          new MightSleep(
              new TaskContext(
                  floor.scheduler(),
                  floor.softirqs().preemptCount(),
                  floor.softirqs().irqFlags(),
                  floor.structs()),
              memory,
              new StackTraces(
                  floor.machine().cpu(), memory, floor.scheduler(), symbols, symbols::isText),
              debug.reports()));
    }
    Preemption preemption = debug.preemption();
    if (preemption != null) {
      interceptors.add(
          new RandomPreemption(
              preemption,
              floor.scheduler(),
              floor.softirqs().preemptCount(),
              floor.softirqs().irqFlags(),
              random::nextLong));
    }
    return interceptors;
  }

  /** Who is told of the guest's allocations: the checks that are on. */
  private Allocations watchMemory(DebugConfig debug, KernelSymbols symbols) {
    boolean kasan = debug.checks().contains(Check.KASAN);
    if (!kasan && !debug.checks().contains(Check.KMEMLEAK)) {
      return Allocations.NONE;
    }
    Machine machine = floor.machine();
    StackTraces stacks =
        new StackTraces(
            machine.cpu(), machine.memory(), floor.scheduler(), symbols, symbols::isText);
    Kmemleak kmemleak = new Kmemleak(stacks, machine.memory(), floor.jiffies()::get);
    floor.slab().observe(kmemleak);
    floor.pages().observe(kmemleak);
    if (kasan) {
      SlubDebug slub =
          new SlubDebug(machine.memory(), stacks, kmemleak, debug.reports(), taints::print);
      if (debug.checks().contains(Check.KASANFULL)) {
        slub.watch(machine.cpu(), stacks, debug.reports());
      }
      floor.slab().check(slub);
      leftBehinds.add(slub);
    }
    leftBehinds.add(kmemleak);
    return kmemleak;
  }

  /**
   * Has a debugger hold the machine from its first program on; before {@link #run}.
   *
   * @param journey where to in a life that another machine had; null: it is the first one
   */
  public void debug(GdbServer server, @Nullable Journey journey) {
    DebuggedModules loaded = new DebuggedModules();
    SimulatedTarget target =
        new SimulatedTarget(
            floor.machine(), floor.scheduler(), loaded, floor.profile()::symbols, !realtime);
    Debugger holder =
        new Debugger(
            floor.machine().cpu().debugged(),
            server.session().breakpoints(),
            server.session(),
            target::currentThread);
    server.session().setTarget(target);
    server.onInterrupt(
        () -> {
          holder.requestInterrupt();
          floor.scheduler().postFromHost(holder::stopIfRequested);
        });
    modules.watch(loaded.watcher(() -> holder.stop(new StopReason(StopReason.Kind.MODULES))));
    oops.onReport(() -> holder.stop(new StopReason(StopReason.Kind.OOPS)));
    if (journey != null) {
      holder.travel(journey);
    }
    floor.machine().cpu().attach(holder);
    debugger = holder;
  }

  /** The programs that the kernel starts by itself are among these; before there are none. */
  public void setPrograms(Programs programs) {
    usermodeHelper.setPrograms(programs);
    processes.setPrograms(programs);
  }

  /** Where subsystems tell what a module leaves behind. */
  public LeftBehinds leftBehinds() {
    return leftBehinds;
  }

  /** What make_task_dead and do_exit say and clean up of a task that ends. */
  private void exitTask(Rcu rcu) {
    Task task = floor.scheduler().current();
    PreemptCount preemptCount = floor.softirqs().preemptCount();
    if (preemptCount.get() != 0) {
      printk.printk(
          6,
          String.format(
              Locale.ROOT,
              "note: %s[%d] exited with preempt_count %d\n",
              task.comm(),
              task.pid(),
              preemptCount.get()));
      preemptCount.set(0);
    }
    lockdep.exit();
    rcu.exit(task);
  }

  /** At each system call: what was due while the process computed, and what it left behind. */
  private void enterSystemCall() {
    lockdep.returnToUser();
    floor.scheduler().touchWatchdog();
    if (floor.tick().isDue()) {
      floor.tick().run();
    }
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
        this::enterSystemCall,
        interrupts,
        floor.deviceBus().board(),
        modules,
        syslog::call,
        utsname,
        userMemory,
        binaries);
  }

  /** printk_ratelimit of the kernel itself. */
  private boolean mayPrint(String function) {
    RatelimitState.Verdict verdict = ratelimit.event(floor.jiffies().get(), false);
    if (verdict.suppressed() > 0) {
      printk.printk(4, function + ": " + verdict.suppressed() + " callbacks suppressed\n");
    }
    return verdict.allowed();
  }

  /** The memory of the running process; kernel threads have none of their own. */
  private MemoryMaps currentMemory(MemoryMaps shared) {
    Process process = processes == null ? null : processes.current();
    return process == null ? shared : process.memory();
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
                BootThreads.create(floor.scheduler());
                FileDescriptorTable descriptors = new FileDescriptorTable();
                for (OpenFile file : stdio) {
                  addFile(descriptors, file);
                }
                Process init = processes.init(argv, files.newFsStruct(directory), descriptors);
                if (debugger != null) {
                  debugger.stop(new StopReason(StopReason.Kind.ATTACHED));
                }
                processes.exec(init, program);
                var end = init.zombie();
                status[0] = end == null ? 1 : end.shellStatus();
              },
              this::everythingSleeps);
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

  /** On a real machine this would be a wait without an end; here the latest process ends. */
  private void everythingSleeps() {
    Task victim = null;
    for (Process process : processes.all()) {
      if (process.parent() != null && process.zombie() == null && process.task().asleep()) {
        victim = process.task();
      }
    }
    if (victim == null) {
      throw new IllegalStateException("every task sleeps and nothing will wake one");
    }
    if (victim.struct().state() == Task.TASK_UNINTERRUPTIBLE) {
      floor.timekeeping().advance(HungTask.TIMEOUT);
      new HungTask(printk, taints, utsname).report(victim, processes);
    }
    CheckReports.STANDARD_ERROR.report(
        victim + " sleeps, and nothing will ever wake it: it is killed\n");
    floor.scheduler().condemn(victim);
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
    return panic.duringOops() ? traps.lastReport() : panic.record();
  }

  /** How many oopses there were. */
  public int oopses() {
    return oops.count();
  }

  public Printk printk() {
    return printk;
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
    return new TimelineFormat(address -> symbols.sprintSymbol(address, SymbolNames.Form.NO_OFFSET));
  }

  /** What is served to modules, by name. */
  public List<ServedExport> exports() {
    return exports.served();
  }

  public Taints taints() {
    return taints;
  }

  public MachineFiles files() {
    return files;
  }

  /** The modules that are in the kernel. */
  public Modules modules() {
    return moduleList;
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
    return processes;
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
