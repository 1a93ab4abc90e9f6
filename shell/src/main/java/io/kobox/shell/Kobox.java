package io.kobox.shell;

import io.kobox.btf.NoSuchTypeException;
import io.kobox.export.Level;
import io.kobox.fs.OpenFile;
import io.kobox.fs.pipe.HostInput;
import io.kobox.fs.pipe.HostOutput;
import io.kobox.fs.pipe.Terminal;
import io.kobox.image.HostStream;
import io.kobox.image.ImageKernel;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.kernel.printk.PrintkRecord;
import io.kobox.kernel.printk.RecordText;
import io.kobox.pc.Pc;
import io.kobox.profile.KernelImages;
import io.kobox.profile.ProfileReader;
import io.kobox.profile.ProfileWriter;
import io.kobox.profile.UserCache;
import io.kobox.shell.batch.BatchMachine;
import io.kobox.shell.checkpoint.Checkpoints;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.shell.dkms.DkmsCommand;
import io.kobox.shell.explain.DisasCommand;
import io.kobox.shell.explain.ExplainCommand;
import io.kobox.shell.explain.KernelKnowledge;
import io.kobox.shell.explain.MapCommand;
import io.kobox.shell.explain.TimelineCommand;
import io.kobox.shell.explain.TopCommand;
import io.kobox.shell.fuzz.FuzzCommand;
import io.kobox.shell.kbuild.BuildCommand;
import io.kobox.shell.kbuild.HeadersFinder;
import io.kobox.shell.kbuild.HostPrograms;
import io.kobox.shell.lab.LabCommand;
import io.kobox.shell.lab.Labs;
import io.kobox.shell.lab.Pager;
import io.kobox.shell.lab.Style;
import io.kobox.shell.lang.BinaryLoader;
import io.kobox.shell.lang.ShellCommand;
import io.kobox.shell.survey.SurveyCommand;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Program;
import io.kobox.vmlinux.Vmlinux;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The subcommands of kobox, each on a machine of its own. */
final class Kobox {
  private static final int USAGE = 2;
  private static final int PANICKED = 3;
  private static final String HELP =
      """
      kobox runs Linux kernel modules in a box: no root, no VM, nothing at risk.

      usage: kobox [OPTIONS]                                an interactive shell on a fresh machine
             kobox [OPTIONS] run FILE.ko [name=value ...]   insmod, the kernel's log, rmmod
             kobox [OPTIONS] sh -c 'COMMANDS'               commands, like sh -c
             kobox [OPTIONS] sh SCRIPT [ARGS]               a script; '-' or nothing: standard input
             kobox [OPTIONS] build DIR [--headers DIR] ...  build modules with kbuild (build --help)
             kobox [OPTIONS] test [--help] PATH...          tests: *.kbt, scripts, modules
             kobox [OPTIONS] fuzz [--help] FILE.ko ...      look for bugs with inputs of a fuzzer
             kobox lab list|start NAME|check|hint|...       a course: labs with checks (lab --help)
             kobox dkms add|build|install|status|remove ... builds a dkms package for each kernel with headers
             kobox [OPTIONS] explain [--json] FILE.ko       what it is and needs, and what insmod would do;
                                                            --disas[=FUNCTION]: its code, too
             kobox disas FILE.ko FUNCTION                   a function's code with symbols and source lines
             kobox exports [--level full|partial|stub]      what is served to modules, and how well
             kobox [OPTIONS] sweep FILE.ko [name=value ...] run once per call that can fail, failing it
             kobox kernel install PACKAGE|FILE.deb|VMLINUZ  keep a kernel's image (and modules) in the cache
             kobox kernel list | use NAME | remove NAME     'use default': the kernel that is built in
             kobox profile create [--vmlinuz FILE] -o FILE  what is to know of a kernel (or the one running)
             kobox survey --help                            what a kernel does with each of its modules
             kobox [OPTIONS] map|timeline|top ...           the commands of the shell, on a fresh machine
             kobox help NAME                                a subcommand, or a command of the shell

      options:
        --bind HOSTDIR:PATH   show a folder of the host, read-only, at a path of the machine
        --device TYPE[,K=V]   plug in a device before anything runs: a type of 'device --help', a source
                              FILE.java, or JAR:CLASS (docs/devices.md)
        --kernel FILE|NAME    run a real kernel's own code: a vmlinuz or vmlinux, or an installed kernel
        --profile FILE|NAME   simulate this kernel instead of 6.1.0-56-amd64
        --modules DIR         the host's folder to see as /lib/modules/$(uname -r)
        --seed N              vary what Linux leaves to chance (default 0)
        --realtime            follow the wall clock (the interactive shell does anyway)
        --lenient             unresolved symbols become traps that name themselves when called
        --check=NAME,...      only these checks: kasan, kmemleak, leftbehind, lockdep,
                              atomicsleep (default: all)
        --no-check[=NAME,...] no checks, or all but these
        --kasan=full          look at each access of a module to memory: wrong reads, too; slow
        --fail FUNCTION:WHEN  let a call fail: kmalloc:3 the third, 'copy_from_user:*/10' every tenth
        --trace FILE          write every call of the module to the kernel, with its result
        --coverage FILE       write which source lines of modules ran, for lcov and genhtml
        --gdb PORT            wait for gdb at 127.0.0.1:PORT before anything runs (docs/debugging.md)
        --color=WHEN          auto, always or never
        -q, --quiet           no remarks of kobox itself
        -h, --help            this text
      """;

  private final PrintStream out;
  private final PrintStream err;
  private final @Nullable Debugging debugging;

  Kobox(PrintStream out, PrintStream err) {
    this(out, err, null);
  }

  private Kobox(PrintStream out, PrintStream err, @Nullable Debugging debugging) {
    this.out = out;
    this.err = err;
    this.debugging = debugging;
  }

  /** Runs one command line; the result is the exit status. */
  int run(List<String> arguments) {
    try {
      KoboxOptions options = KoboxOptions.parse(arguments);
      List<String> words = options.words();
      if (words.size() == 2 && words.getFirst().equals("help")) {
        return help(options, words.getLast());
      }
      if (options.has("--help") || (!words.isEmpty() && words.getFirst().equals("help"))) {
        out.print(HELP);
        return 0;
      }
      if (options.has("--version")) {
        out.println("kobox 0.1.0");
        return 0;
      }
      Integer port = options.gdbPort();
      int status = port == null ? dispatch(options, words) : debug(port, options, words);
      Path coverage = options.coverageFile();
      if (coverage != null) {
        new CoverageReport(options.collectCoverage(), words).write(coverage);
      }
      return status;
    } catch (UsageException e) {
      err.println("kobox: " + e.getMessage());
      err.println("kobox: 'kobox --help' shows what there is");
      return USAGE;
    } catch (ErrnoException e) {
      err.println("kobox: the machine did not start: " + e.getMessage());
      return USAGE;
    } catch (NoSuchTypeException e) {
      err.println("kobox: " + e.getMessage() + ": kobox cannot simulate this kernel any further");
      return USAGE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 1;
    }
  }

  /** On a machine that a debugger holds, and that begins anew when it goes back in time. */
  private int debug(int port, KoboxOptions options, List<String> words)
      throws UsageException, ErrnoException, InterruptedException {
    try (Debugging session = Debugging.listen(port, out, err)) {
      return session.run(
          (lifeOut, lifeErr) -> new Kobox(lifeOut, lifeErr, session).dispatch(options, words));
    }
  }

  /** {@code kobox help NAME}: of a subcommand, or of a command of the machine's shell. */
  private int help(KoboxOptions options, String name)
      throws UsageException, ErrnoException, InterruptedException {
    return switch (name) {
      case "build", "dkms", "lab", "test", "survey", "fuzz" ->
          dispatch(options, List.of(name, "--help"));
      case "run", "sh", "sweep", "exports", "kernel", "profile" -> {
        HELP.lines()
            .filter(line -> line.matches(".* kobox (\\[OPTIONS] )?" + name + " .*"))
            .forEach(line -> out.println(line.strip().replaceFirst("^usage: +", "")));
        yield 0;
      }
      default -> dispatch(options, List.of("sh", "-c", "help \"$1\"", "help", name));
    };
  }

  private int dispatch(KoboxOptions options, List<String> words)
      throws UsageException, ErrnoException, InterruptedException {
    if (words.isEmpty()) {
      return shell(options, List.of("bash"), HostTerminal.isInput() && HostTerminal.isOutput());
    }
    List<String> rest = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "run" -> runModule(options, rest);
      case "test" -> new TestRun(options, out, err).run(rest);
      case "fuzz" -> fuzz(options, rest);
      case "sweep" -> new Sweep(options, out, err).run(rest);
      case "sh" -> shell(options, shellWords(rest), false);
      case "map", "timeline" -> shell(options, command(words), options.config(false), false);
      case "top" -> shell(options, command(words), options.config(true), false);
      case "build" ->
          new BuildCommand(HostPrograms.ofUser(), new HeadersFinder(Path.of("/")), out, err)
              .run(rest, options.modules(), options.release());
      case "lab" -> lab(options, rest);
      case "dkms" -> dkms(options, rest);
      case "explain", "disas" -> explain(options, words.stream().map(Kobox::bytes).toList());
      case "exports" -> listExports(options, rest);
      case "kernel" ->
          new KernelCommand(KernelImages.ofUser(), out, err, HostTerminal.isError()).run(rest);
      case "profile" -> new ProfileCommand(err).run(rest);
      case "survey" ->
          new SurveyCommand(
                  new MachineCommands().finder(),
                  MachineCommands.environment(),
                  out,
                  err,
                  HostTerminal.isError())
              .run(rest);
      default -> throw new UsageException("no such command: " + words.getFirst());
    };
  }

  private int fuzz(KoboxOptions options, List<String> words) throws UsageException, ErrnoException {
    Path image = options.kernel();
    MachineCommands commands = new MachineCommands();
    try {
      return new FuzzCommand(
              config -> BatchMachine.boot(image, config, commands.finder()),
              options.config(false),
              out,
              HostTerminal.isError() ? err : null)
          .run(words);
    } catch (IllegalArgumentException | IOException e) {
      throw new UsageException("fuzz: " + e.getMessage());
    }
  }

  private int lab(KoboxOptions options, List<String> words)
      throws UsageException, InterruptedException {
    boolean terminal = HostTerminal.isInput() && HostTerminal.isOutput();
    Terminal size = HostTerminal.size();
    return new LabCommand(
            new Labs(Path.of(System.getProperty("kobox.labs", "labs"))),
            Path.of(System.getProperty("user.dir", "/")),
            new LabMachine(options),
            out,
            err,
            new Style(options.color(HostTerminal.isOutput())),
            new Pager(out, terminal, size.rows(), size.columns()))
        .run(words);
  }

  private int dkms(KoboxOptions options, List<String> words)
      throws UsageException, InterruptedException {
    HostPrograms programs = HostPrograms.ofUser();
    Path given = options.modules();
    String release = options.release();
    DkmsCommand.Places places =
        new DkmsCommand.Places(
            UserCache.folder().resolve("dkms"),
            release,
            wanted -> {
              if (given != null && wanted.equals(release)) {
                return given.toAbsolutePath().normalize();
              }
              KernelImages.Image image = KernelImages.ofUser().find(wanted);
              return image == null ? null : image.modules();
            });
    return new DkmsCommand(
            programs,
            new HeadersFinder(Path.of("/")),
            new BoxedConfShell(options.config(false), programs, err),
            places,
            out,
            err)
        .run(words);
  }

  private int listExports(KoboxOptions options, List<String> words)
      throws UsageException, ErrnoException {
    try (SimulatedKernel kernel = new SimulatedKernel(options.config(false))) {
      ExportList list = new ExportList(kernel.exports());
      if (words.equals(List.of("--markdown"))) {
        out.print(list.markdown());
      } else if (words.size() == 2 && words.getFirst().equals("--level")) {
        out.print(list.of(level(words.getLast())).text());
      } else if (words.isEmpty()) {
        out.print(list.text());
      } else {
        throw new UsageException("exports: [--level full|partial|stub] or --markdown");
      }
      out.flush();
    }
    return 0;
  }

  private static Level level(String name) throws UsageException {
    for (Level level : Level.values()) {
      if (level.name().equalsIgnoreCase(name)) {
        return level;
      }
    }
    throw new UsageException("exports: no such level: " + name);
  }

  /** A shell that runs one command with its words as they are. */
  private static List<String> command(List<String> words) {
    List<String> argv = new ArrayList<>(List.of("sh", "-c", "\"$@\"", "sh"));
    argv.addAll(words);
    return argv;
  }

  private static List<String> shellWords(List<String> rest) {
    List<String> argv = new ArrayList<>(List.of("sh"));
    if (rest.isEmpty() || !rest.getFirst().equals("-")) {
      argv.addAll(rest);
    } else {
      argv.add("-s");
      argv.addAll(rest.subList(1, rest.size()));
    }
    return argv;
  }

  private int runModule(KoboxOptions options, List<String> words)
      throws UsageException, ErrnoException, InterruptedException {
    if (words.isEmpty() || words.getFirst().startsWith("-")) {
      if (words.contains("--help")) {
        out.print(HELP);
        return 0;
      }
      throw new UsageException("run: which module file?");
    }
    boolean color = options.color(HostTerminal.isOutput());
    if (options.kernel() != null) {
      ImageLog log = new ImageLog(out, color);
      return imageMachine(
          options,
          List.of("kobox"),
          new MachineCommands(),
          kernel ->
              calls -> {
                log.skip(calls);
                return moduleRun(words, log::print).run(calls);
              });
    }
    try (SimulatedKernel kernel = new SimulatedKernel(options.config(false))) {
      boolean[] booted = {false};
      kernel
          .printk()
          .addListener(
              record -> {
                if (booted[0]) {
                  print(record, color);
                }
              });
      booted[0] = true;
      kernel.setPrograms(new MachineCommands().finder());
      return start(
          kernel,
          "kobox",
          List.of("kobox"),
          options.devices().before(moduleRun(words, calls -> {})));
    }
  }

  private ModuleRun moduleRun(List<String> words, ModuleRun.LogPrinter log) {
    return new ModuleRun(
        log,
        new MachineCommands().finder(),
        bytes(words.getFirst()),
        words.subList(1, words.size()).stream().map(Kobox::bytes).toList(),
        err);
  }

  private void print(PrintkRecord record, boolean color) {
    String line = RecordText.print(record, false, true);
    byte[] text =
        (color ? DmesgColors.paint(record.level(), line) : line)
            .getBytes(StandardCharsets.ISO_8859_1);
    out.write(text, 0, text.length);
    out.flush();
  }

  private int shell(KoboxOptions options, List<String> argv, boolean interactive)
      throws UsageException, ErrnoException, InterruptedException {
    return shell(options, argv, options.config(interactive), interactive);
  }

  private int shell(
      KoboxOptions options, List<String> argv, KernelConfig config, boolean interactive)
      throws UsageException, ErrnoException, InterruptedException {
    Map<String, String> environment = MachineCommands.environment();
    if (options.kernel() != null) {
      AtomicReference<ImageKernel> running = new AtomicReference<>();
      Checkpoints checkpoints = new Checkpoints(calls -> running.get().checkpoint(calls));
      MachineCommands commands =
          new MachineCommands(
              BinaryLoader.EXECVE,
              ownCommands(
                  checkpoints,
                  () -> knowledge(options),
                  (_, _) -> null,
                  options.devices().command(),
                  new MapCommand(() -> running.get().addressSpace()),
                  TimelineCommand.none(),
                  new TopCommand(null)));
      return imageMachine(
          options,
          argv,
          commands,
          kernel -> {
            running.set(kernel);
            if (config.realtime()) {
              kernel.followRealTime();
            }
            return interactive
                ? TerminalShell.program(kernel, commands, environment)
                : script(argv, commands, environment);
          });
    }
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      Checkpoints checkpoints = new Checkpoints(_ -> kernel.checkpoint());
      MachineCommands commands =
          new MachineCommands(
              BinaryLoader.EXECVE,
              ownCommands(
                  checkpoints,
                  () -> KernelKnowledge.of(config.profile(), kernel.exports()),
                  kernel::readMemory,
                  options.devices().command(),
                  new MapCommand(kernel::addressSpace),
                  new TimelineCommand(kernel.timeline(), kernel.timelineFormat()),
                  new TopCommand(kernel::activity)));
      kernel.setPrograms(commands.finder());
      Program program =
          interactive
              ? TerminalShell.program(kernel, commands, environment)
              : script(argv, commands, environment);
      return start(kernel, argv.getFirst(), argv, options.devices().before(program));
    }
  }

  /** What is known of the image kernel that the options name. */
  private static KernelKnowledge knowledge(KoboxOptions options) {
    try {
      Path image = options.kernel();
      if (image == null) {
        throw new IllegalStateException("no kernel image");
      }
      return KernelKnowledge.of(ProfileReader.read(ProfileWriter.write(Vmlinux.read(image))), null);
    } catch (IOException | UsageException e) {
      throw new IllegalStateException("the kernel's image cannot be read any more", e);
    }
  }

  /** {@code kobox explain} and {@code kobox disas}: the shell's commands of these names. */
  private int explain(KoboxOptions options, List<String> argv)
      throws UsageException, ErrnoException, InterruptedException {
    KernelConfig config = options.config(false);
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      MachineCommands commands =
          new MachineCommands(
              BinaryLoader.EXECVE,
              ownCommands(
                  () ->
                      options.isImage()
                          ? knowledge(options)
                          : KernelKnowledge.of(config.profile(), kernel.exports()),
                  kernel::readMemory));
      return start(
          kernel,
          argv.getFirst(),
          argv,
          calls -> {
            Map<String, String> environment = MachineCommands.environment();
            return commands.finder().find(calls, argv, environment).run(calls);
          });
    }
  }

  private static List<Command> ownCommands(
      Checkpoints checkpoints,
      Supplier<KernelKnowledge> kernel,
      DisasCommand.LoadedCode code,
      Command... more) {
    List<Command> commands = ownCommands(kernel, code);
    commands.addAll(List.of(more));
    commands.addAll(checkpoints.commands());
    return commands;
  }

  private static List<Command> ownCommands(
      Supplier<KernelKnowledge> kernel, DisasCommand.LoadedCode code) {
    List<Command> commands = new ArrayList<>();
    commands.add(new ExplainCommand(kernel));
    commands.add(new DisasCommand(code));
    return commands;
  }

  private static Program script(
      List<String> argv, MachineCommands commands, Map<String, String> environment) {
    return calls -> {
      Session session = new Session(calls, argv, environment, commands.finder().runner(calls));
      int status = new ShellCommand("sh", commands.finder()).run(session);
      session.out().flush();
      return status;
    };
  }

  /** Runs what {@code program} gives on a machine with the image kernel that the options name. */
  private int imageMachine(
      KoboxOptions options,
      List<String> argv,
      MachineCommands commands,
      Function<ImageKernel, Program> program)
      throws UsageException, ErrnoException {
    Path image = options.kernel();
    if (image == null) {
      throw new IllegalArgumentException("no kernel image");
    }
    try (ImageKernel kernel = ImageKernel.open(image, options.config(false), commands.finder())) {
      if (debugging != null) {
        debugging.hold(kernel);
      }
      List<HostStream> stdio =
          List.of(
              new HostStream(input(), null, HostTerminal.isInput()),
              new HostStream(null, output(FileDescriptor.out), HostTerminal.isOutput()),
              new HostStream(null, output(FileDescriptor.err), HostTerminal.isOutput()));
      int status =
          kernel.run(
              argv.getFirst(),
              argv,
              bytes(System.getProperty("user.dir", "/")),
              stdio,
              options.devices().before(program.apply(kernel)));
      Pc.Halt halt = kernel.halt();
      if (halt != null) {
        err.print(kernel.lastWords());
        err.println("kobox: the machine stopped: " + halt.text());
        err.flush();
        return PANICKED;
      }
      return status;
    } catch (IOException e) {
      throw new UsageException("--kernel: " + e.getMessage());
    }
  }

  private int start(SimulatedKernel kernel, String comm, List<String> argv, Program program)
      throws ErrnoException, InterruptedException {
    if (debugging != null) {
      debugging.hold(kernel);
    }
    Terminal terminal = HostTerminal.isOutput() ? HostTerminal.size() : null;
    int status =
        kernel.run(
            comm,
            argv,
            bytes(System.getProperty("user.dir", "/")),
            standardFiles(kernel, terminal),
            program);
    if (kernel.panicked()) {
      printPanic(kernel);
      return PANICKED;
    }
    return status;
  }

  private InputStream input() {
    return debugging == null ? new FileInputStream(FileDescriptor.in) : debugging.input();
  }

  private OutputStream output(FileDescriptor descriptor) {
    return debugging == null ? new FileOutputStream(descriptor) : debugging.output(descriptor);
  }

  private List<OpenFile> standardFiles(SimulatedKernel kernel, @Nullable Terminal terminal)
      throws ErrnoException {
    HostInput in = new HostInput(input(), kernel.scheduler().host()::call, terminal);
    return List.of(
        kernel.files().pipeFs().openStream(in, OpenFlags.O_RDONLY, terminal != null),
        output(kernel, FileDescriptor.out, terminal),
        output(kernel, FileDescriptor.err, terminal));
  }

  private OpenFile output(
      SimulatedKernel kernel, FileDescriptor descriptor, @Nullable Terminal terminal)
      throws ErrnoException {
    HostOutput stream = new HostOutput(output(descriptor), kernel::sendSigpipe, terminal);
    return kernel.files().pipeFs().openStream(stream, OpenFlags.O_WRONLY, terminal != null);
  }

  /** A panic goes to the console, which is standard error here; with the oops that led to it. */
  private void printPanic(SimulatedKernel kernel) {
    for (long seq = kernel.lastWords(); seq < kernel.printk().nextSeq(); seq++) {
      PrintkRecord record = kernel.printk().read(seq);
      if (record != null) {
        err.print(RecordText.print(record, false, true));
      }
    }
    err.flush();
  }

  /** The host's text as bytes of the machine. */
  static String bytes(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
