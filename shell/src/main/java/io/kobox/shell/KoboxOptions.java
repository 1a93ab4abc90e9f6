package io.kobox.shell;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.kernel.gcov.CodeCoverage;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.kernel.sched.Preemption;
import io.kobox.lib.fault.FaultInjection;
import io.kobox.profile.KernelImages;
import io.kobox.profile.KernelProfile;
import io.kobox.profile.ProfileReader;
import io.kobox.shell.batch.BatchMachine;
import io.kobox.shell.device.GivenDevices;
import io.kobox.syscalls.ErrnoException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What stands before the subcommand, and the words from it on. The model is built by hand:
 * picocli's annotations would cost the start-up their reflection.
 */
final class KoboxOptions {
  private static final int LAST_PORT = 65535;

  private final CommandLine.ParseResult result;
  private @Nullable CodeCoverage coverage;
  private @Nullable GivenDevices devices;

  private KoboxOptions(CommandLine.ParseResult result) {
    this.result = result;
    coverage = result.hasMatchedOption("--coverage") ? new CodeCoverage() : null;
  }

  private static CommandSpec spec() {
    return CommandSpec.create()
        .name("kobox")
        .addOption(flag("-h", "--help"))
        .addOption(flag("-V", "--version"))
        .addOption(flag("-q", "--quiet"))
        .addOption(flag("--realtime"))
        .addOption(flag("--lenient"))
        .addOption(list("--bind"))
        .addOption(list("--device"))
        .addOption(value("--kernel"))
        .addOption(value("--modules"))
        .addOption(value("--profile"))
        .addOption(value("--seed"))
        .addOption(value("--color"))
        .addOption(value("--check"))
        .addOption(optionalValue("--no-check"))
        .addOption(value("--trace"))
        .addOption(value("--kasan"))
        .addOption(value("--coverage"))
        .addOption(value("--gdb"))
        .addOption(list("--fail"))
        .addPositional(
            PositionalParamSpec.builder()
                .paramLabel("COMMAND")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .build());
  }

  private static OptionSpec flag(String... names) {
    return OptionSpec.builder(names).type(boolean.class).arity("0").build();
  }

  private static OptionSpec value(String name) {
    return OptionSpec.builder(name).type(String.class).arity("1").build();
  }

  private static OptionSpec optionalValue(String name) {
    return OptionSpec.builder(name).type(String.class).arity("0..1").fallbackValue("").build();
  }

  private static OptionSpec list(String name) {
    return OptionSpec.builder(name)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .build();
  }

  /** Reads the command line; {@link UsageException} says what is wrong with it. */
  static KoboxOptions parse(List<String> arguments) throws UsageException {
    try {
      CommandLine command =
          new CommandLine(spec()).setStopAtPositional(true).setOverwrittenOptionsAllowed(true);
      return new KoboxOptions(command.parseArgs(arguments.toArray(String[]::new)));
    } catch (CommandLine.ParameterException e) {
      String message = e.getMessage();
      throw new UsageException(message == null ? "wrong usage" : message);
    }
  }

  boolean has(String option) {
    return result.hasMatchedOption(option);
  }

  private @Nullable String value(String option, @Nullable String otherwise) {
    return result.matchedOptionValue(option, otherwise);
  }

  /** The subcommand and its arguments. */
  List<String> words() {
    List<String> words = result.matchedPositionalValue(0, (List<String>) null);
    return words == null ? List.of() : words;
  }

  /** Whether an image kernel is to run. */
  boolean isImage() {
    return value("--kernel", null) != null;
  }

  /** The image of the kernel to run; null: the simulated kernel. */
  @Nullable Path kernel() throws UsageException {
    String kernel = value("--kernel", null);
    if (kernel == null) {
      return null;
    }
    KernelImages.Image installed = installed(kernel);
    Path image = installed == null ? Path.of(kernel) : installed.vmlinux();
    if (!Files.isReadable(image)) {
      throw new UsageException(
          "--kernel: " + kernel + ": no such file, and no such kernel installed");
    }
    return image;
  }

  /** The port at which a debugger may come, 0 for any; null: none was asked for. */
  @Nullable Integer gdbPort() throws UsageException {
    String port = value("--gdb", null);
    if (port == null) {
      return null;
    }
    if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > LAST_PORT) {
      throw new UsageException("--gdb: '" + port + "' is no port");
    }
    return Integer.valueOf(port);
  }

  /** The machine that the options describe, with the faults of --fail. */
  KernelConfig config(boolean interactive) throws UsageException {
    return config(interactive, CheckReports.STANDARD_ERROR, faults());
  }

  /** The devices of --device; made anew for each machine. */
  synchronized GivenDevices devices() throws UsageException {
    try {
      GivenDevices known = devices;
      if (known == null) {
        known = new GivenDevices(result.matchedOptionValue("--device", List.of()));
        devices = known;
      }
      return known;
    } catch (IllegalArgumentException e) {
      throw new UsageException("--device: " + e.getMessage());
    }
  }

  /** The faults of --fail; null: not given. */
  @Nullable FaultInjection faults() throws UsageException {
    List<String> rules = result.matchedOptionValue("--fail", List.of());
    try {
      return rules.isEmpty() ? null : FaultInjection.of(rules);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--fail: " + e.getMessage());
    }
  }

  /** The checks that are on: all, those of --check, or all but those of --no-check. */
  private Set<Check> checks() throws UsageException {
    Set<Check> checks = has("--check") ? named("--check") : Check.all();
    if (has("--no-check")) {
      Set<Check> off = named("--no-check");
      checks.removeAll(off.isEmpty() ? Check.all() : off);
    }
    String kasan = value("--kasan", null);
    if (kasan != null) {
      if (!kasan.equals("full")) {
        throw new UsageException("--kasan: '" + kasan + "' is not 'full'");
      }
      checks.addAll(EnumSet.of(Check.KASAN, Check.KASANFULL));
    }
    return checks;
  }

  private Set<Check> named(String option) throws UsageException {
    Set<Check> checks = EnumSet.noneOf(Check.class);
    String names = value(option, "");
    for (String name : names == null || names.isEmpty() ? new String[0] : names.split(",")) {
      Check check = Check.of(name);
      if (check == null) {
        throw new UsageException(
            option
                + ": '"
                + name
                + "' is none of "
                + String.join(", ", Check.all().stream().map(Check::option).toList()));
      }
      checks.add(check);
    }
    return checks;
  }

  /** Where --trace writes, line by line; null without it. */
  private @Nullable Consumer<String> trace() throws UsageException {
    String file = value("--trace", null);
    if (file == null) {
      return null;
    }
    try {
      PrintStream out =
          new PrintStream(Files.newOutputStream(Path.of(file)), true, StandardCharsets.UTF_8);
      return line -> out.print(line + "\n");
    } catch (IOException e) {
      throw new UsageException("--trace: " + file + ": cannot be written");
    }
  }

  /** What the machines that are configured from now on collect, whether asked for or not. */
  CodeCoverage collectCoverage() {
    CodeCoverage collected = coverage == null ? new CodeCoverage() : coverage;
    coverage = collected;
    return collected;
  }

  private @Nullable CodeWatcher code() {
    return coverage == null ? null : coverage.newMachine();
  }

  /** The file of --coverage; null: not given. */
  @Nullable Path coverageFile() {
    String file = value("--coverage", null);
    return file == null ? null : Path.of(file);
  }

  /** The machine that the options describe, with reports and faults of the caller's. */
  KernelConfig config(boolean interactive, CheckReports reports, @Nullable FaultInjection faults)
      throws UsageException {
    return config(
        interactive || has("--realtime"),
        seed(),
        new DebugConfig(
            checks(), reports, trace(), faults, List.of(), null, code(), has("--check")));
  }

  /** A machine with the kernel that was asked for. */
  BatchMachine boot(KernelConfig config, MachineCommands commands)
      throws UsageException, ErrnoException {
    try {
      return BatchMachine.boot(kernel(), config, commands.finder());
    } catch (IOException e) {
      throw new UsageException("--kernel: " + e.getMessage());
    }
  }

  /** A machine for a test. */
  KernelConfig testConfig(
      CheckReports reports, long seed, @Nullable FaultInjection faults, Preemption preemption)
      throws UsageException {
    return config(
        false,
        seed,
        new DebugConfig(
            checks(), reports, null, faults, List.of(), preemption, code(), has("--check")));
  }

  private KernelConfig config(boolean realtime, long seed, DebugConfig debug)
      throws UsageException {
    List<KernelConfig.Bind> binds = new ArrayList<>();
    List<String> given = result.matchedOptionValue("--bind", List.of());
    for (String bind : given) {
      int colon = bind.lastIndexOf(':');
      if (colon <= 0 || !bind.startsWith("/", colon + 1)) {
        throw new UsageException("--bind: '" + bind + "' is not HOSTDIR:/PATH");
      }
      binds.add(
          new KernelConfig.Bind(
              directory("--bind", bind.substring(0, colon)), bind.substring(colon + 1)));
    }
    KernelImages.Image installed = installed();
    return new KernelConfig(
        Path.of("/"),
        modules(installed),
        binds,
        seed,
        realtime,
        has("--lenient"),
        debug,
        profile(installed));
  }

  /** The installed kernel that the options name or, if they name none, that is in use. */
  private KernelImages.@Nullable Image installed() throws UsageException {
    String kernel = value("--profile", value("--kernel", null));
    return kernel == null ? KernelImages.ofUser().current() : installed(kernel);
  }

  private static KernelImages.@Nullable Image installed(String name) {
    return KernelImages.ofUser().find(name);
  }

  /** The folder of --modules; null: not given. */
  @Nullable Path modules() throws UsageException {
    String modules = value("--modules", null);
    return modules == null ? null : directory("--modules", modules);
  }

  /** The release of the kernel to simulate. */
  String release() throws UsageException {
    return profile(installed()).release();
  }

  private @Nullable Path modules(KernelImages.@Nullable Image installed) throws UsageException {
    Path given = modules();
    if (given != null) {
      return given;
    }
    return installed == null ? null : installed.modules();
  }

  /** What is known of the kernel to simulate. */
  private KernelProfile profile(KernelImages.@Nullable Image installed) throws UsageException {
    String given = value("--profile", null);
    if (installed == null && given == null) {
      return KernelProfile.embedded();
    }
    Path file = installed != null ? installed.profile() : Path.of(given == null ? "" : given);
    try {
      return ProfileReader.read(file);
    } catch (NoSuchFileException e) {
      throw new UsageException(
          "--profile: " + file + ": no such file, and no such kernel installed");
    } catch (IOException e) {
      throw new UsageException("--profile: " + file + ": " + e.getMessage());
    }
  }

  private static Path directory(String option, String name) throws UsageException {
    Path path = Path.of(name);
    if (!Files.isDirectory(path)) {
      throw new UsageException(option + ": " + name + ": not a directory");
    }
    return path;
  }

  private long seed() throws UsageException {
    String seed = value("--seed", "0");
    try {
      return Long.decode(seed == null ? "0" : seed);
    } catch (NumberFormatException e) {
      throw new UsageException("--seed: '" + seed + "' is no number");
    }
  }

  /** Whether standard output gets colours. */
  boolean color(boolean terminal) throws UsageException {
    String when = value("--color", "auto");
    return switch (when == null ? "auto" : when) {
      case "always" -> true;
      case "never" -> false;
      case "auto" -> terminal;
      default -> throw new UsageException("--color: one of auto, always, never");
    };
  }
}
