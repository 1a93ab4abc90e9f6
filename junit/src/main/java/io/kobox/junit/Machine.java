package io.kobox.junit;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.checkpoint.HostSide;
import io.kobox.device.DeviceModel;
import io.kobox.device.catalog.DeviceTypes;
import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.check.Check;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.kernel.sched.Preemption;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.profile.KernelProfile;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Hotplug;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A machine, and a test that runs as one of its processes. Time passes only where the test lets it
 * ({@link #advance}) or waits in a system call.
 *
 * <pre>{@code
 * try (Machine machine = Machine.boot()) {
 *   Module module = machine.insmod(Path.of("hello.ko"), "n=3");
 *   machine.log().assertContains("hello");
 *   module.remove();
 * }
 * }</pre>
 */
public final class Machine implements AutoCloseable {
  private static final int KILL = 9;

  private final long seed;
  private final Findings findings = new Findings();
  private final TraceTail trace = new TraceTail();
  private final Interception interception = new Interception();
  private final List<Background> background = new ArrayList<>();
  private final List<Module> modules = new ArrayList<>();
  private final TestKernel kernel;
  private final TestProcess test;
  private final Process process;
  private final Log log;
  private final Set<String> devices;

  /** What the machine was before its test began; null: it is not needed. */
  @HostSide private @Nullable Checkpoint fresh;

  /** How many messages of an image's kernel were looked at for findings. */
  private int examined;

  private Machine(
      long seed, List<String> faults, @Nullable CodeWatcher code, @Nullable String image)
      throws ErrnoException {
    this.seed = seed;
    DebugConfig debug =
        new DebugConfig(
            Check.all(),
            findings::report,
            trace::add,
            faults.isEmpty() ? null : FaultInjection.of(faults),
            image == null ? List.of(interception) : List.of(),
            new Preemption(seed != 0),
            code,
            false);
    KernelConfig config =
        new KernelConfig(
            null, null, List.of(), seed, false, false, debug, KernelProfile.embedded());
    kernel = image == null ? simulated(config) : new ImageTestKernel(image, config);
    log = new Log(kernel);
    test = new TestProcess(kernel);
    process = new Process(test);
    if (kernel instanceof ImageTestKernel booted) {
      booted.readLogBy(test);
    }
    devices = process.call(DeviceFiles::list);
  }

  private TestKernel simulated(KernelConfig config) throws ErrnoException {
    SimulatedKernel simulated = new SimulatedKernel(config);
    interception.setMemory(simulated.memory());
    simulated.printk().addListener(findings::logged);
    return new SimulatedTestKernel(simulated);
  }

  /** A machine of which nothing is left to chance. */
  public static Machine boot() throws ErrnoException {
    return boot(0);
  }

  /** A machine in which tasks lose the CPU where the seed says, unless it is 0. */
  public static Machine boot(long seed) throws ErrnoException {
    return boot(seed, List.of());
  }

  /** A machine in which calls fail, by rules as of {@link Fault}. */
  public static Machine boot(long seed, List<String> faults) throws ErrnoException {
    return boot(seed, faults, null, null);
  }

  /**
   * A machine with a real kernel: a vmlinuz or vmlinux, or the name of one that {@code kobox kernel
   * install} keeps.
   */
  public static Machine bootImage(String kernel) throws ErrnoException {
    return boot(0, List.of(), null, kernel);
  }

  static Machine boot(
      long seed, List<String> faults, @Nullable CodeWatcher code, @Nullable String image)
      throws ErrnoException {
    return new Machine(seed, faults, code, image);
  }

  /** The seed that it was booted with. */
  public long seed() {
    return seed;
  }

  /** insmod of a file of the host, with parameters as {@code "n=3", "name=x"}. */
  public Module insmod(Path file, String... parameters) throws ErrnoException {
    byte[] image;
    try {
      image = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(file.toAbsolutePath() + ": no such module file", e);
    }
    List<String> before = loadedNames();
    process.call(
        calls -> {
          calls.setComm("insmod");
          try {
            calls.initModule(image, String.join(" ", parameters));
          } finally {
            calls.setComm("test");
          }
          return true;
        });
    List<String> after = new ArrayList<>(loadedNames());
    after.removeAll(before);
    Set<String> made = process.call(DeviceFiles::list);
    made.removeAll(devices);
    devices.addAll(made);
    Module module =
        new Module(
            this,
            after.isEmpty() ? file.toString() : after.getFirst(),
            made.stream().map(path -> new Device(process, path)).toList());
    modules.add(module);
    return module;
  }

  /** As {@link #insmod(Path, String...)}. */
  public Module insmod(String file, String... parameters) throws ErrnoException {
    return insmod(Path.of(file), parameters);
  }

  /** The modules that were loaded with {@link #insmod}, in that order. */
  public List<Module> modules() {
    return List.copyOf(modules);
  }

  io.kobox.kernel.module.@Nullable Module loaded(String name) {
    for (io.kobox.kernel.module.Module module : kernel().modules().all()) {
      if (module.name().equals(name)) {
        return module;
      }
    }
    return null;
  }

  /** As /proc/modules lists them, the newest first. */
  private List<String> loadedNames() throws ErrnoException {
    return proc("modules")
        .read()
        .lines()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  /** open(2) with the flags of {@link OpenFlags}. */
  public OpenFile open(String path, int flags) throws ErrnoException {
    return process.open(path, flags);
  }

  /** A file of any file system, by its path. */
  public KernelFile file(String path) {
    return process.file(path);
  }

  /** A file by its path below /sys. */
  public KernelFile sysfs(String path) {
    return file("/sys/" + path);
  }

  /** A file by its path below /proc. */
  public KernelFile proc(String path) {
    return file("/proc/" + path);
  }

  /** Lets time pass: timers, works and other tasks run. */
  public void advance(Duration duration) throws ErrnoException {
    process.sleep(duration);
  }

  /** Raises an interrupt line; ENXIO if there is none of that number. */
  public void raiseIrq(int line) throws ErrnoException {
    process.call(
        calls -> {
          calls.raiseInterrupt(line);
          return true;
        });
  }

  /**
   * Plugs a device in, before its driver is loaded or, a PCI function, at any time.
   *
   * @throws IllegalArgumentException if what it needs is taken, or the machine does not have it
   */
  public void plug(DeviceModel device) throws ErrnoException {
    plugAs(device, null);
  }

  /**
   * Plugs a device in and tells the kernel that it is the platform device {@code platform}: the
   * driver of that name gets its memory, ports and interrupt line as resources.
   *
   * @param platform as in /sys/bus/platform/devices: {@code thermo}, or {@code thermo.0}
   * @throws IllegalArgumentException also on the simulated kernel, which has no platform bus
   */
  public void plug(DeviceModel device, String platform) throws ErrnoException {
    plugAs(device, platform);
  }

  private void plugAs(DeviceModel device, @Nullable String platform) throws ErrnoException {
    process.call(
        calls -> {
          String name = device.getClass().getSimpleName();
          Hotplug.plug(calls, name + "-" + calls.board().names().size(), device, platform);
          return true;
        });
  }

  /** Plugs a device of a type in that is there by name: {@code edu}, {@code pc-testdev} … */
  public DeviceModel plug(String type) throws ErrnoException {
    DeviceModel device = new DeviceTypes().make(type, Map.of());
    plug(device);
    return device;
  }

  /**
   * Presses keys of the keyboard together and releases them: {@code a}, {@code ctrl-alt-f2}.
   *
   * @throws IllegalArgumentException if there is no such key, or no keyboard (the simulated kernel)
   */
  public void press(String... chords) throws ErrnoException {
    process.call(
        calls -> {
          for (String chord : chords) {
            calls.board().press(chord);
          }
          return true;
        });
  }

  /** Pulls a device out. */
  public void unplug(DeviceModel device) throws ErrnoException {
    process.call(
        calls -> {
          String name = calls.board().nameOf(device);
          if (name == null) {
            throw new IllegalArgumentException("it is not plugged in");
          }
          Hotplug.unplug(calls, name);
          return true;
        });
  }

  /**
   * Keeps what the machine is now: memory, modules, processes, files, log and clock.
   *
   * @throws IllegalStateException says why that cannot be
   */
  public Checkpoint checkpoint() throws ErrnoException {
    return process.call(this::take);
  }

  private Checkpoint take(SystemCalls calls) {
    try {
      return kernel.checkpoint(calls, this);
    } catch (CheckpointException e) {
      throw new IllegalStateException("no checkpoint: " + e.getMessage(), e);
    }
  }

  /**
   * Makes the machine what it was. The test's process has the files open again that it had then;
   * processes that were started since are gone, and so are findings and messages.
   *
   * @throws IllegalStateException if a process or kernel thread that ran then has gone on since
   */
  public void restore(Checkpoint checkpoint) throws ErrnoException {
    process.call(calls -> goBack(checkpoint));
  }

  private static boolean goBack(Checkpoint checkpoint) {
    try {
      checkpoint.restore();
      return true;
    } catch (CheckpointException e) {
      throw new IllegalStateException("no way back: " + e.getMessage(), e);
    }
  }

  /**
   * The test begins, in a process of its own.
   *
   * @param again whether another test may want the machine as it is now
   */
  void begin(boolean again) throws ErrnoException {
    fresh = test.restart(calls -> again ? take(calls) : null);
  }

  /** Whether the machine can be made what it was when its test began. */
  boolean isRenewable() {
    return fresh != null && !kernel.panicked();
  }

  /** Makes the machine what it was when its test began; false if that cannot be. */
  boolean renew() {
    Checkpoint checkpoint = fresh;
    try {
      return checkpoint != null && test.restart(calls -> goBack(checkpoint));
    } catch (ErrnoException | DeadProcessError | IllegalStateException e) {
      return false;
    }
  }

  /** The kernel's log since the machine booted. */
  public Log log() {
    return log;
  }

  /** What the checks have found so far. */
  public Findings findings() {
    if (kernel instanceof ImageTestKernel) {
      List<PrintkRecord> records = kernel.records();
      records.subList(Math.min(examined, records.size()), records.size()).forEach(findings::logged);
      examined = records.size();
    }
    return findings;
  }

  /** The last calls of modules to the kernel, the newest last. */
  public List<String> trace() {
    return trace.lines();
  }

  /** The test's own process. */
  public Process process() {
    return process;
  }

  /** Starts another process, which gets the CPU when the test waits, or by the seed. */
  public Background start(String name, ProcessBody body) throws ErrnoException {
    Background started = new Background(test, body, name);
    background.add(started);
    return started;
  }

  /** Calls a function of any loaded module, exported or static. */
  public long call(String function, long... arguments) throws ErrnoException {
    List<String> names = new ArrayList<>();
    for (io.kobox.kernel.module.Module module : kernel().modules().all()) {
      for (io.kobox.kernel.module.ModuleSymbol symbol : module.symbols()) {
        if (symbol.name().equals(function)) {
          return process.call(calls -> kernel().functions().call(symbol.address(), arguments));
        }
        names.add(symbol.name());
      }
    }
    throw new IllegalArgumentException(
        "no module has the function "
            + function
            + " (is it inlined?); the nearest: "
            + String.join(", ", Similar.to(function, names)));
  }

  /**
   * Has calls of a kernel function served by {@code replacement}. The name is that of the source:
   * kmalloc stands for {@code __kmalloc}, {@code kmalloc_trace} and the others that it is compiled
   * to.
   *
   * @throws IllegalArgumentException if the kernel serves no such function
   */
  public void replace(String function, Replacement replacement) {
    interception.replace(functions(function), replacement);
  }

  /** Takes a replacement or a spy back. */
  public void restore(String function) {
    interception.restore(functions(function));
  }

  /** Counts the modules' calls of a kernel function from now on, by its name as in the source. */
  public Spy spy(String function) {
    Spy spy = new Spy();
    replace(function, spy::call);
    return spy;
  }

  private List<String> functions(String name) {
    kernel(); // there is no replacing on an image
    List<String> functions = interception.functions(name);
    if (functions.isEmpty()) {
      throw new IllegalArgumentException(
          "modules call no kernel function "
              + name
              + " (is it a macro or inline?); the nearest: "
              + String.join(", ", Similar.to(name, interception.names())));
    }
    return functions;
  }

  /** The simulated kernel; on an image the test ends here, as skipped. */
  SimulatedKernel kernel() {
    return kernel.simulated();
  }

  /**
   * Ends what the test left running, closes its files and removes all modules, so that the checks
   * see what these leave behind. A module that cannot be removed is a finding.
   */
  void finish() {
    try {
      for (Background each : background) {
        if (!each.hasEnded(Duration.ZERO)) {
          each.kill(KILL);
          each.hasEnded(Duration.ofSeconds(1));
        }
      }
      test.restart();
      removeModules();
    } catch (ErrnoException | DeadProcessError e) {
      findings.report("the machine could not be cleaned up: " + e.getMessage());
    }
  }

  private void removeModules() throws ErrnoException {
    for (String name : loadedNames()) {
      try {
        process.call(
            calls -> {
              calls.setComm("rmmod");
              calls.deleteModule(name, OpenFlags.O_NONBLOCK);
              return true;
            });
      } catch (ErrnoException e) {
        findings.report("module " + name + " cannot be removed: " + e.getMessage());
      } catch (DeadProcessError e) {
        findings.report("module " + name + " cannot be removed: " + e.getMessage());
        return;
      }
    }
  }

  /** Switches the machine off. */
  @Override
  public void close() {
    try {
      test.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kernel.close();
  }
}
