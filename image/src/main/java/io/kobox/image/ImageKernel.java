package io.kobox.image;

import io.kobox.btf.Btf;
import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.checkpoint.HostSide;
import io.kobox.debug.GoBackError;
import io.kobox.debug.Journey;
import io.kobox.gdb.GdbServer;
import io.kobox.image.redirect.Redirects;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.PageTableWalk;
import io.kobox.pc.Pc;
import io.kobox.pc.Ticks;
import io.kobox.profile.ProfileWriter;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import io.kobox.unicorn.Register;
import io.kobox.vmlinux.Vmlinux;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A machine that runs a real kernel's own code, up and at rest. */
public final class ImageKernel implements AutoCloseable {
  /** Booted at a fixed time, so that every run sees the same dates. */
  private static final long BOOT_SECONDS = 1_700_000_000L;

  private static final long RAM = 2L << 30;
  private static final int SEED_BYTES = 64;

  /** {@code RNDADDENTROPY} of include/uapi/linux/random.h. */
  private static final int RNDADDENTROPY = 0x40085203;

  private static final String JIFFIES = "jiffies_64";
  private static final String LAST_UPDATE = "last_jiffies_update";

  /** A tick of Debian's kernels (CONFIG_HZ=250), in nanoseconds. */
  private static final long TICK = 4_000_000;

  /** How often the first process looks at the host's time. */
  private static final Duration STEP = Duration.ofMillis(10);

  private static final Duration REST = Duration.ofSeconds(3);

  /** What Debian's root has; those of programs are merged into /usr there. */
  private static final List<String> DIRECTORIES =
      List.of(
          "dev",
          "proc",
          "sys",
          "tmp",
          "root",
          "run",
          "mnt",
          "etc",
          "etc/modprobe.d",
          "usr",
          "usr/bin",
          "usr/sbin");

  private static final Map<String, String> LINKS =
      new TreeMap<>(Map.of("bin", "usr/bin", "sbin", "usr/sbin"));

  private static final long TSC_KILOHERTZ = 2_600_000;
  private static final String COMMAND_LINE =
      "console=ttyS0 tsc_early_khz=2600000 tsc=reliable panic=-1"
          + " printk.devkmsg=on loglevel=8 log_buf_len=16M rdinit=/init";

  private final Pc pc;
  private final Agents agents;
  private final ImageProcesses processes;
  private final ImageProcess init;
  private final @Nullable CodeWatcher code;
  private final KernelConsole console = new KernelConsole();
  private final @Nullable Debugging debugging;
  private final @Nullable MemorySegment base;
  @HostSide private @Nullable ImageCheckpoints checkpoints;
  private @Nullable RealTime realTime;
  private volatile boolean interrupted;

  /**
   * A machine with the kernel of {@code image}, a vmlinuz or vmlinux. The first time the kernel is
   * brought up, which takes seconds; the machine that it leaves is kept in the user's cache, and
   * later ones start from there.
   *
   * @throws IOException if the file cannot be read or is no kernel
   */
  public static ImageKernel open(Path image, KernelConfig config, Programs programs)
      throws IOException, ErrnoException {
    byte[] files = InitRamFs.of(Agent.elf(), programs.paths(), DIRECTORIES, LINKS);
    MachineSnapshot snapshot = MachineSnapshot.of(image, COMMAND_LINE, files);
    if (!snapshot.exists()) {
      bringUp(image, snapshot, files, programs);
    }
    return new ImageKernel(snapshot, config, programs);
  }

  private static void bringUp(Path image, MachineSnapshot snapshot, byte[] files, Programs programs)
      throws IOException, ErrnoException {
    Vmlinux vmlinux = Vmlinux.read(image);
    Map<String, Long> addresses = addresses(vmlinux);
    try (MachineSnapshot.Writer writer = snapshot.write(RAM);
        ImageKernel kernel = new ImageKernel(vmlinux, addresses, writer.ram(), files, programs)) {
      try {
        kernel.settle();
      } catch (MachineStoppedError e) {
        throw kernel.notUp(e);
      }
      MachineSnapshot.Facts facts =
          new MachineSnapshot.Facts(vmlinux.release(), kernel.init.buffer().address(), addresses);
      writer.finish(kernel.pc, facts, ProfileWriter.write(vmlinux));
    }
  }

  private static Map<String, Long> addresses(Vmlinux vmlinux) throws IOException {
    Map<String, Long> addresses = new TreeMap<>();
    Kallsyms kallsyms = vmlinux.kallsyms();
    List<String> names = new ArrayList<>(CodeChanges.FUNCTIONS);
    names.addAll(CurrentTask.VARIABLES);
    names.add(ModuleCode.FUNCTION);
    names.add(SoftirqRounds.FUNCTION);
    names.add(JIFFIES);
    names.add(LAST_UPDATE);
    names.addAll(Watches.SYMBOLS);
    names.addAll(PlatformDevices.FUNCTIONS);
    names.addAll(Redirects.FUNCTIONS);
    for (String name : names) {
      Kallsyms.Symbol symbol = kallsyms == null ? null : kallsyms.find(name);
      if (symbol != null) {
        addresses.put(name, symbol.address());
      }
    }
    Btf types = vmlinux.types();
    if (types != null) {
      addresses.put(Watches.TAINTS, types.struct("module").field("taints").offset());
      PlatformDevices.describe(types, addresses);
      Redirects.describe(types, addresses);
    }
    return addresses;
  }

  /** A machine as the snapshot holds it. */
  private ImageKernel(MachineSnapshot snapshot, KernelConfig config, Programs programs)
      throws IOException {
    MachineSnapshot.Contents contents = snapshot.read();
    base = snapshot.memory();
    pc = new Pc(wiring(), contents.ram(), BootLoader.PAGE_TABLES);
    pc.restore(contents.state());
    Map<String, Long> addresses = contents.facts().addresses();
    Redirects redirects = new Redirects(addresses);
    redirects.install(pc);
    CodeChanges.watch(pc, name -> addresses.getOrDefault(name, 0L), redirects::moduleFreed);
    pc.trap(addresses.getOrDefault(SoftirqRounds.FUNCTION, 0L), new SoftirqRounds());
    Watches watches = new Watches(pc, snapshot, addresses, config.debug());
    code = config.debug().code();
    if (code != null) {
      pc.watchBlocks(code, AddressLayout.MODULES, AddressLayout.MODULES_END - 1);
    }
    CurrentTask current = new CurrentTask(pc, addresses);
    debugging = new Debugging(pc, snapshot, current);
    pc.trap(
        addresses.getOrDefault(ModuleCode.FUNCTION, 0L),
        new ModuleCode(
            (file, headers, count, names, struct) -> {
              watches.ready(file, headers, count, names, struct);
              debugging.finalizes(file, headers, count, names, struct);
            }));
    watchTicks(addresses);
    agents = new Agents(pc, current, watches::returnedToUser);
    processes =
        new ImageProcesses(
            agents,
            new HostTree(config, contents.facts().release()),
            programs,
            new PlatformDevices(new KernelCalls(agents, current, addresses), addresses));
    AgentThread first = agents.newThread("init");
    UserBuffer buffer = new UserBuffer(agents, first, contents.facts().buffer());
    init = new ImageProcess(processes, first, new Descriptors(), buffer);
  }

  /** A machine whose kernel is brought up, in memory of zeros. */
  private ImageKernel(
      Vmlinux vmlinux,
      Map<String, Long> addresses,
      MemorySegment ram,
      byte[] files,
      Programs programs)
      throws IOException, ErrnoException {
    code = null;
    base = null;
    pc = new Pc(wiring(), ram, BootLoader.PAGE_TABLES);
    CodeChanges.watchBoot(pc, name -> addresses.getOrDefault(name, 0L));
    BootLoader.load(pc, vmlinux.elf(), files, COMMAND_LINE);
    debugging = null;
    agents = new Agents(pc, new CurrentTask(pc, addresses), () -> {});
    HostTree hostTree = new HostTree(KernelConfig.isolated(), vmlinux.release());
    processes = new ImageProcesses(agents, hostTree, programs, null);
    try {
      AgentThread first = agents.first();
      pc.flushCode();
      init = new ImageProcess(processes, first, new Descriptors());
    } catch (MachineStoppedError e) {
      pc.close();
      throw notUp(e);
    }
  }

  private void watchTicks(Map<String, Long> addresses) {
    pc.pages().setRoot(pc.read(Register.CR3));
    long jiffies = physical(addresses, JIFFIES);
    if (jiffies != 0) {
      pc.setTicks(new Ticks(pc.ram(), jiffies, physical(addresses, LAST_UPDATE), TICK));
    }
  }

  /** Where a variable is in memory; 0 if that is not known. */
  private long physical(Map<String, Long> addresses, String variable) {
    Long address = addresses.get(variable);
    return address == null ? 0 : Math.max(0, pc.pages().translate(address));
  }

  private Pc.Wiring wiring() {
    return new Pc.Wiring(TSC_KILOHERTZ, BOOT_SECONDS, console::write, _ -> {});
  }

  private IOException notUp(MachineStoppedError e) {
    return new IOException("the kernel did not come up\n" + lastWords(), e);
  }

  /** Mounts what every machine has and lets the kernel come to rest. */
  private void settle() throws ErrnoException {
    init.refuseTimeStamps();
    init.mount("proc", "/proc", "proc", 0, "");
    init.mount("sysfs", "/sys", "sysfs", 0, "");
    init.mount("devtmpfs", "/dev", "devtmpfs", 0, "");
    init.mount("debugfs", "/sys/kernel/debug", "debugfs", 0, "");
    init.mount("tmpfs", "/tmp", "tmpfs", 0, "");
    seedRandom();
    init.openConsole();
    init.nanosleep(REST);
  }

  /**
   * Gives the random number generator what a real machine's firmware and interrupts give it; always
   * the same, so that runs can be repeated.
   */
  private void seedRandom() throws ErrnoException {
    int fd = init.openat(OpenFlags.AT_FDCWD, "/dev/random", OpenFlags.O_WRONLY, 0);
    byte[] entropy = new byte[2 * Integer.BYTES + SEED_BYTES];
    ByteBuffer.wrap(entropy)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(SEED_BYTES * Byte.SIZE)
        .putInt(SEED_BYTES);
    long address = init.userMemory().allocate(entropy.length);
    init.userMemory().copyIn(address, entropy, 0, entropy.length);
    init.ioctl(fd, RNDADDENTROPY, address);
    init.userMemory().free(address);
    init.close(fd);
  }

  /**
   * Has a debugger hold the machine from its first program on; before {@link #run}.
   *
   * @param journey where to in a life that another machine had; null: it is the first one
   */
  public void debug(GdbServer server, @Nullable Journey journey) throws IOException {
    if (debugging != null) {
      debugging.attach(server, journey, () -> realTime == null);
    }
  }

  /** Runs {@code program} as a process until it ends; see SimulatedKernel's method. */
  public int run(
      String comm, List<String> argv, String directory, List<HostStream> stdio, Program program) {
    try {
      Descriptors descriptors = init.descriptors();
      int placeholder = init.placeholder();
      for (int fd = 0; fd < stdio.size(); fd++) {
        init.dup2(placeholder, fd);
        descriptors.setStream(fd, stdio.get(fd));
      }
      init.close(placeholder);
      try {
        init.chdir(directory);
      } catch (ErrnoException e) {
        init.chdir("/");
      }
      if (debugging != null) {
        debugging.begin();
      }
      int pid = init.spawn(comm, argv, program);
      while (true) {
        WaitStatus status = waitForChild(pid);
        if (status != null && status.pid() == pid) {
          return status.shellStatus();
        }
      }
    } catch (ErrnoException e) {
      throw new IllegalStateException("the machine's first process failed", e);
    } catch (MachineStoppedError e) {
      GoBackError back = agents.back();
      if (back != null) {
        throw back;
      }
      Throwable failure = processes.failure();
      if (failure != null) {
        throw new IllegalStateException("a program failed", failure);
      }
      return 1;
    }
  }

  /** Has the machine's time follow the host's from here on, for a person at a terminal. */
  public void followRealTime() {
    realTime = new RealTime(pc.clock());
    init.thread().setResting(); // in a loop of sleeps from now on
  }

  /**
   * Keeps what the machine is now.
   *
   * @param calls of the process that asks for it, which runs; outside of its system calls
   * @param more objects that belong to the machine and go back with it
   * @throws CheckpointException says why it cannot be
   */
  public Checkpoint checkpoint(SystemCalls calls, Object... more) throws CheckpointException {
    if (debugging == null || base == null || debugging.isAttached()) {
      throw new CheckpointException("a debugger holds the machine");
    }
    if (!(calls instanceof ImageProcess process)) {
      throw new CheckpointException("this process is not the machine's own");
    }
    if (checkpoints == null) {
      checkpoints = new ImageCheckpoints(pc, agents, base, this);
    }
    return checkpoints.take(process, more);
  }

  private @Nullable WaitStatus waitForChild(int shell) throws ErrnoException {
    RealTime time = realTime;
    if (time == null) {
      return init.wait4(-1, 0, null);
    }
    WaitStatus status = init.wait4(-1, SystemCalls.WNOHANG, null);
    if (status == null) {
      init.nanosleep(STEP);
      time.follow();
      if (interrupted) {
        interrupted = false;
        processes.interruptAllBut(init, shell);
      }
    }
    return status;
  }

  /** Sends SIGINT to the processes that run beside the shell; from any thread. */
  public void interruptForeground() {
    interrupted = true;
  }

  /** Whether the kernel stopped for good: it panicked, hangs, or was switched off. */
  public Pc.@Nullable Halt halt() {
    return agents.end();
  }

  /** What the kernel wrote to its console so far. */
  public String console() {
    return console.text();
  }

  /**
   * The end of what the kernel wrote to its console: if it panicked, the report that led to that
   * and all that follows.
   */
  public String lastWords() {
    return console.lastWords();
  }

  /** What the page tables map of the kernel's half of the address space. */
  public List<PageTableWalk.Range> addressSpace() {
    return PageTableWalk.kernelHalf(pc.ram(), pc.read(Register.CR3));
  }

  public Pc pc() {
    return pc;
  }

  @Override
  public void close() {
    if (code != null) {
      code.ended();
    }
    if (agents.end() == null) {
      agents.stop(Pc.Halt.DEAD);
    }
    pc.close();
  }
}
