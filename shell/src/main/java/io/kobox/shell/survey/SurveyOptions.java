package io.kobox.shell.survey;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.CheckReports;
import io.kobox.profile.KernelProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** What {@code kobox survey} is asked to do. */
final class SurveyOptions {
  static final String USAGE =
      """
      usage: kobox survey --kernel FILE --modules DIR --out FILE.jsonl [OPTIONS]
             kobox survey compare TRUTH.jsonl RESULT.jsonl...
             kobox survey merge --out FILE.jsonl SHARD.jsonl...

      Does modprobe and modprobe -r with every module, each on a machine of its own.

        --kernel FILE     the kernel: a vmlinuz or vmlinux
        --modules DIR     its modules: the folder that is /lib/modules/$(uname -r), after depmod
        --files DIR       where the modules of a list that insmod is to load are
        --list FILE       only these: names, or lines of JSON with "module" and "path"
        --out FILE        where the results go; modules that it has already are left out
        --jobs N          machines at a time (default 1)
        --shard I/N       only every N-th module, from the I-th on (1 to N)
        --timeout S       seconds that a module may take (default 120)
        --settle MS       virtual milliseconds between a command and the look (default 100)
      """;

  private static final String WORKER = "--worker";

  private final List<String> arguments;
  private final CommandLine.ParseResult result;

  private SurveyOptions(List<String> arguments, CommandLine.ParseResult result) {
    this.arguments = arguments;
    this.result = result;
  }

  /** Reads the command line; {@link IllegalArgumentException} says what is wrong with it. */
  static SurveyOptions parse(List<String> arguments) {
    CommandSpec spec = CommandSpec.create().name("kobox survey");
    for (String name : List.of("-h", WORKER)) {
      spec.addOption(OptionSpec.builder(name).type(boolean.class).arity("0").build());
    }
    for (String name :
        List.of(
            "--kernel",
            "--modules",
            "--files",
            "--list",
            "--out",
            "--jobs",
            "--shard",
            "--timeout",
            "--settle")) {
      spec.addOption(OptionSpec.builder(name).type(String.class).arity("1").build());
    }
    try {
      return new SurveyOptions(
          arguments, new CommandLine(spec).parseArgs(arguments.toArray(String[]::new)));
    } catch (CommandLine.ParameterException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The arguments of a worker of this survey. */
  List<String> workerArguments() {
    List<String> words = new ArrayList<>(arguments);
    words.add(WORKER);
    return words;
  }

  boolean isWorker() {
    return result.hasMatchedOption(WORKER);
  }

  private @Nullable String value(String option) {
    return result.matchedOptionValue(option, (String) null);
  }

  private Path path(String option) {
    String value = value(option);
    if (value == null) {
      throw new IllegalArgumentException(option + " is missing");
    }
    return Path.of(value);
  }

  private Path existing(String option) {
    Path path = path(option);
    if (!Files.exists(path)) {
      throw new IllegalArgumentException(option + ": " + path + ": no such file");
    }
    return path;
  }

  private int number(String option, int otherwise) {
    String value = value(option);
    try {
      int number = value == null ? otherwise : Integer.parseInt(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException(option + ": '" + value + "' is no number");
  }

  Path kernel() {
    return existing("--kernel");
  }

  Path modules() {
    Path modules = existing("--modules");
    if (!Files.exists(modules.resolve("modules.dep"))) {
      throw new IllegalArgumentException(
          "--modules: " + modules + " has no modules.dep: run depmod first");
    }
    return modules;
  }

  Path out() {
    return path("--out");
  }

  @Nullable Path list() {
    return value("--list") == null ? null : existing("--list");
  }

  int jobs() {
    return Math.max(1, number("--jobs", 1));
  }

  Duration timeout() {
    return Duration.ofSeconds(number("--timeout", 120));
  }

  Duration settle() {
    return Duration.ofMillis(number("--settle", 100));
  }

  Shard shard() {
    String value = value("--shard");
    return value == null ? new Shard(1, 1) : Shard.parse(value);
  }

  /** The machines: nothing is watched, as on the recorded one. */
  KernelConfig config() {
    List<KernelConfig.Bind> binds =
        value("--files") == null
            ? List.of()
            : List.of(new KernelConfig.Bind(existing("--files"), ModuleProbe.FILES));
    return new KernelConfig(
        null,
        modules(),
        binds,
        0,
        false,
        false,
        new DebugConfig(Set.of(), CheckReports.STANDARD_ERROR, null, null),
        KernelProfile.embedded());
  }
}
