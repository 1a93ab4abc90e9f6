package io.kobox.shell.dkms;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The command line (dkms: "Parse command line arguments"). */
final class DkmsOptions {
  private static final Set<String> ACTIONS =
      Set.of(
          "remove",
          "autoinstall",
          "uninstall",
          "install",
          "match",
          "mktarball",
          "unbuild",
          "build",
          "add",
          "status",
          "ldtarball");

  String action = "";
  String module = "";
  String version = "";
  final List<String> kernels = new ArrayList<>();
  final List<String> architectures = new ArrayList<>();
  @Nullable Path conf;
  @Nullable Path sources;
  @Nullable Path dkmsTree;
  @Nullable Path sourceTree;
  @Nullable Path installTree;
  @Nullable Path headers;
  boolean headersWithRelease;
  boolean all;
  boolean force;
  boolean quiet;
  boolean noDepmod;
  boolean help;
  boolean showVersion;
  String jobs = "";

  private final List<String> words;
  private int at;

  private DkmsOptions(List<String> words) {
    this.words = words;
  }

  /** Reads the words after {@code dkms}. */
  static DkmsOptions parse(List<String> words) throws DkmsException {
    DkmsOptions options = new DkmsOptions(words);
    for (; options.at < words.size(); options.at++) {
      String word = words.get(options.at);
      if (word.startsWith("-")) {
        options.option(word);
      } else {
        options.operand(word);
      }
    }
    options.check();
    return options;
  }

  private void option(String word) throws DkmsException {
    int equals = word.indexOf('=');
    switch (equals < 0 ? word : word.substring(0, equals)) {
      case "-m", "--module" -> module(argument(word));
      case "-v" -> version = argument(word);
      case "-k", "--kernelver" -> kernel(argument(word));
      case "-a", "--arch" -> architectures.add(argument(word));
      case "-c" -> conf = Path.of(argument(word)).toAbsolutePath();
      case "-j" -> jobs = argument(word);
      case "-q", "--quiet" -> quiet = true;
      case "-V", "--version" -> showVersion = true;
      case "-h", "--help" -> help = true;
      case "--all" -> all = true;
      case "--force" -> force = true;
      case "--no-depmod" -> noDepmod = true;
      case "--dkmstree" -> dkmsTree = Path.of(argument(word)).toAbsolutePath();
      case "--sourcetree" -> sourceTree = Path.of(argument(word)).toAbsolutePath();
      case "--installtree" -> installTree = Path.of(argument(word)).toAbsolutePath();
      case "--kernelsourcedir" -> headers = Path.of(argument(word)).toAbsolutePath();
      case "--headers" -> {
        headers = Path.of(argument(word)).toAbsolutePath();
        headersWithRelease = true;
      }
      default -> throw new DkmsException(2, DkmsException.UNKNOWN_OPTION + word);
    }
  }

  /** read_arg(): {@code --option=value} or the next word. */
  private String argument(String word) {
    int equals = word.indexOf('=');
    if (equals >= 0) {
      return word.substring(equals + 1);
    }
    return ++at < words.size() ? words.get(at) : "";
  }

  private void operand(String word) throws DkmsException {
    Path path = Path.of(word);
    if (ACTIONS.contains(word)) {
      if (!action.isEmpty()) {
        throw new DkmsException(4, "Cannot specify more than one action.");
      }
      action = word;
    } else if (Files.isRegularFile(path) && word.endsWith("dkms.conf")) {
      sources = path.toAbsolutePath().resolveSibling(".");
    } else if (Files.isRegularFile(path.resolve("dkms.conf"))) {
      sources = path.toAbsolutePath();
    } else if (module.isEmpty()) {
      module(word);
    } else {
      throw new DkmsException(1, "I do not know how to handle " + word + ".");
    }
  }

  /** parse_moduleversion(): {@code NAME} or {@code NAME/VERSION}. */
  private void module(String word) {
    int slash = word.indexOf('/');
    module = slash < 0 ? word : word.substring(0, slash);
    version = slash < 0 ? version : word.substring(slash + 1);
  }

  /** parse_kernelarch(): {@code RELEASE} or {@code RELEASE/ARCH}. */
  private void kernel(String word) {
    int slash = word.indexOf('/');
    kernels.add(slash < 0 ? word : word.substring(0, slash));
    if (slash >= 0) {
      architectures.add(word.substring(slash + 1));
    }
  }

  private void check() throws DkmsException {
    if (architectures.size() > 1 && architectures.size() != kernels.size()) {
      throw new DkmsException(
          1,
          " If more than one arch is specified on the command line, then there",
          "must be an equal number of kernel versions also specified (1:1 relationship).");
    }
    if (all && !kernels.isEmpty()) {
      throw new DkmsException(
          2, " You cannot specify a kernel version and also specify", "--all on the command line.");
    }
    if (all && !architectures.isEmpty()) {
      throw new DkmsException(
          3, " You cannot specify an arch and also specify", "--all on the command line.");
    }
  }

  /** The architecture for the kernel at {@code index}. */
  String architecture(int index) {
    if (architectures.isEmpty()) {
      return "x86_64";
    }
    return architectures.get(architectures.size() == 1 ? 0 : index);
  }
}
