package io.kobox.kmod;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * modprobe's configuration (kmod: libkmod/libkmod-config.c): the files below modprobe.d, the tree's
 * {@code modules.softdep} and the kernel command line. The lists keep the order of reading.
 */
public final class ModprobeConfig {
  /** SYSCONFDIR and its siblings as Debian builds kmod. */
  public static final List<String> DEFAULT_PATHS =
      List.of("/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d", "/lib/modprobe.d");

  private static final int FILE_LIMIT = 1 << 26;

  /** {@code alias name module}. */
  public record Alias(String name, String module) {}

  /** {@code options module parameters}; module may be an alias. */
  public record Options(String module, String parameters) {}

  /** {@code install module command} or {@code remove module command}. */
  public record Command(String module, String command) {}

  /** {@code softdep module pre: … post: …}. */
  public record Softdep(String module, List<String> pre, List<String> post) {
    /** softdep_to_char(): as modprobe -c prints it. */
    public String text() {
      StringBuilder out = new StringBuilder();
      if (!pre.isEmpty()) {
        out.append("pre: ").append(String.join(" ", pre));
      }
      if (!post.isEmpty()) {
        out.append("post: ").append(String.join(" ", post));
      }
      return out.toString();
    }
  }

  final List<Alias> aliases = new ArrayList<>();
  final List<String> blacklist = new ArrayList<>();
  final List<Options> options = new ArrayList<>();
  final List<Command> installCommands = new ArrayList<>();
  final List<Command> removeCommands = new ArrayList<>();
  final List<Softdep> softdeps = new ArrayList<>();

  private final KmodLog log;

  private ModprobeConfig(KmodLog log) {
    this.log = log;
  }

  /**
   * kmod_config_new(): reads the files of {@code paths} (directories, or single files) in the order
   * of their names, a name only from the first path that has it.
   */
  public static ModprobeConfig load(
      ModuleTree tree, String dirname, List<String> paths, KmodLog log) {
    ModprobeConfig config = new ModprobeConfig(log);
    ConfigFiles files = new ConfigFiles();
    files.add("modules.softdep", dirname + "/modules.softdep");
    for (String path : paths) {
      config.listFiles(tree, path, files);
    }
    for (String path : files.paths()) {
      config.parseFile(tree, path);
    }
    KernelCommandLine.apply(tree, config);
    return config;
  }

  public List<Alias> aliases() {
    return aliases;
  }

  public List<String> blacklist() {
    return blacklist;
  }

  public List<Options> options() {
    return options;
  }

  public List<Command> installCommands() {
    return installCommands;
  }

  public List<Command> removeCommands() {
    return removeCommands;
  }

  public List<Softdep> softdeps() {
    return softdeps;
  }

  /** The log, for the command line's parser. */
  KmodLog log() {
    return log;
  }

  private void listFiles(ModuleTree tree, String path, ConfigFiles files) {
    try {
      if (!tree.stat(path).isDirectory()) {
        files.add(path.substring(path.lastIndexOf('/') + 1), path);
        return;
      }
    } catch (KmodException e) {
      return;
    }
    List<ModuleTree.Entry> entries;
    try {
      entries = tree.list(path);
    } catch (KmodException e) {
      log.error(
          "../libkmod/libkmod-config.c:868",
          "conf_files_list",
          "opendir(" + path + "): " + e.text());
      return;
    }
    for (ModuleTree.Entry entry : entries) {
      String name = entry.name();
      boolean wanted = (name.length() >= 6 && name.endsWith(".conf")) || name.endsWith(".alias");
      if (name.startsWith(".") || !wanted) {
        continue;
      }
      if (ConfigFiles.isDirectory(tree, path + "/" + name)) {
        log.error(
            "../libkmod/libkmod-config.c:772",
            "conf_files_filter_out",
            "Directories inside directories are not supported: " + path + "/" + name);
        continue;
      }
      files.add(name, path + "/" + name);
    }
  }

  /** kmod_config_parse(); a file that cannot be opened is passed over. */
  private void parseFile(ModuleTree tree, String path) {
    ConfigText text;
    try {
      text = new ConfigText(ConfigFiles.read(tree, path, FILE_LIMIT));
    } catch (KmodException e) {
      return;
    }
    while (text.nextLine()) {
      if (text.line().isEmpty() || text.line().charAt(0) == '#') {
        continue;
      }
      String directive = text.nextWord();
      if (directive != null && !parse(path, directive, text)) {
        log.error(
            "../libkmod/libkmod-config.c:712",
            "kmod_config_parse",
            path
                + " line "
                + text.lineNumber()
                + ": ignoring bad line starting with '"
                + directive
                + "'");
      }
    }
  }

  /** False on a bad line. */
  private boolean parse(String path, String directive, ConfigText text) {
    return switch (directive) {
      case "alias" -> addAlias(underscores(text.nextWord()), underscores(text.nextWord()));
      case "blacklist" -> addBlacklist(underscores(text.nextWord()));
      case "options" -> addOptions(underscores(text.nextWord()), text.rest());
      case "install" -> addCommand(installCommands, underscores(text.nextWord()), text.rest());
      case "remove" -> addCommand(removeCommands, underscores(text.nextWord()), text.rest());
      case "softdep" -> addSoftdep(underscores(text.nextWord()), text.rest());
      case "include", "config" -> reportDeprecated(path, directive);
      default -> false;
    };
  }

  private boolean addAlias(@Nullable String alias, @Nullable String module) {
    return alias != null && module != null && aliases.add(new Alias(alias, module));
  }

  private boolean addBlacklist(@Nullable String module) {
    return module != null && blacklist.add(module);
  }

  private boolean addOptions(@Nullable String module, @Nullable String parameters) {
    return module != null
        && parameters != null
        && options.add(new Options(module, parameters.replace('\t', ' ')));
  }

  private static boolean addCommand(
      List<Command> commands, @Nullable String module, @Nullable String command) {
    return module != null && command != null && commands.add(new Command(module, command));
  }

  private boolean addSoftdep(@Nullable String module, @Nullable String line) {
    return module != null && line != null && softdeps.add(softdep(module, line));
  }

  private boolean reportDeprecated(String path, String directive) {
    log.error(
        "../libkmod/libkmod-config.c:708",
        "kmod_config_parse",
        path + ": command " + directive + " is deprecated and not parsed anymore");
    return true;
  }

  private static Softdep softdep(String module, String line) {
    List<String> pre = new ArrayList<>();
    List<String> post = new ArrayList<>();
    List<String> current = null;
    int i = 0;
    while (i < line.length()) {
      if (isSpace(line.charAt(i))) {
        i++;
        continue;
      }
      int start = i;
      while (i < line.length() && !isSpace(line.charAt(i))) {
        i++;
      }
      String word = line.substring(start, i);
      if (word.equals("pre:")) {
        current = pre;
      } else if (word.equals("post:")) {
        current = post;
      } else if (current != null) {
        current.add(word);
      }
    }
    return new Softdep(module, List.copyOf(pre), List.copyOf(post));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** underscores(): null for a missing word or one with a bracket that has no partner. */
  static @Nullable String underscores(@Nullable String word) {
    return word == null ? null : ModuleName.normalizeAlias(word);
  }
}
