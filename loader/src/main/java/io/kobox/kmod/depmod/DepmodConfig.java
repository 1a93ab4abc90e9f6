package io.kobox.kmod.depmod;

import io.kobox.kmod.ConfigFiles;
import io.kobox.kmod.ConfigText;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.ModuleTree;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** depmod's configuration: the files below depmod.d (kmod: tools/depmod.c: struct cfg). */
final class DepmodConfig {
  private static final List<String> DEFAULT_PATHS =
      List.of("/etc/depmod.d", "/run/depmod.d", "/usr/local/lib/depmod.d", "/lib/depmod.d");

  private static final int FILE_LIMIT = 1 << 26;

  static final String BUILT_IN = "built-in";
  static final String EXTERNAL = "external";

  /** Directories below the tree, {@link #BUILT_IN} or {@link #EXTERNAL}; the last line first. */
  final List<String> searches = new ArrayList<>();

  /** Paths below the tree, without extension, that win over all others; the last line first. */
  final List<String> overrides = new ArrayList<>();

  /** Directories outside of the tree; the last line first. */
  final List<String> externals = new ArrayList<>();

  /** Names of directories and files to pass over. */
  final List<String> excludes = new ArrayList<>();

  private final String kernelVersion;
  private final DepmodLog log;

  DepmodConfig(String kernelVersion, DepmodLog log) {
    this.kernelVersion = kernelVersion;
    this.log = log;
  }

  /** cfg_load(); without {@code paths} those of Debian's kmod. */
  void load(ModuleTree tree, List<String> paths) {
    ConfigFiles files = new ConfigFiles();
    for (String path : paths.isEmpty() ? DEFAULT_PATHS : paths) {
      listFiles(tree, path, files);
    }
    for (String path : files.paths()) {
      try {
        parse(path, new ConfigText(ConfigFiles.read(tree, path, FILE_LIMIT)));
      } catch (KmodException e) {
        log.error("file parse " + path + ": " + e.text());
      }
    }
    if (searches.isEmpty()) {
      searches.add("updates");
    }
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
    try {
      for (ModuleTree.Entry entry : tree.list(path)) {
        if (wanted(tree, path, entry.name())) {
          files.add(entry.name(), path + "/" + entry.name());
        }
      }
    } catch (KmodException e) {
      log.error("files list " + path + ": " + e.text());
    }
  }

  private boolean wanted(ModuleTree tree, String directory, String name) {
    if (name.startsWith(".")) {
      return false;
    }
    if (name.length() < 6 || !name.endsWith(".conf")) {
      log.info("All cfg files need .conf: " + directory + "/" + name);
      return false;
    }
    if (ConfigFiles.isDirectory(tree, directory + "/" + name)) {
      log.error("Directories inside directories are not supported: " + directory + "/" + name);
      return false;
    }
    return true;
  }

  private void parse(String path, ConfigText text) {
    while (text.nextLine()) {
      if (text.line().isEmpty() || text.line().charAt(0) == '#') {
        continue;
      }
      String command = text.nextWord();
      if (command != null && !parse(path, command, text)) {
        log.error(
            path + ":" + text.lineNumber() + ": ignoring bad line starting with '" + command + "'");
      }
    }
  }

  /** False on a bad line. */
  private boolean parse(String path, String command, ConfigText text) {
    String place = path + ":" + text.lineNumber() + ": ";
    return switch (command) {
      case "search" -> addWords(text, searches);
      case "exclude" -> addWords(text, excludes);
      case "override" -> addOverride(place, text.nextWord(), text.nextWord(), text.nextWord());
      case "external" -> addExternal(place, text.nextWord(), text.nextWord());
      case "include", "make_map_files" -> {
        log.info(place + "command " + command + " not implemented yet");
        yield true;
      }
      default -> false;
    };
  }

  private boolean addOverride(
      String place, @Nullable String module, @Nullable String version, @Nullable String directory) {
    if (module == null || version == null || directory == null) {
      return false;
    }
    if (kernelMatches(version)) {
      overrides.addFirst(directory + "/" + module);
    } else {
      log.info(place + "override kernel did not match " + version);
    }
    return true;
  }

  private boolean addExternal(String place, @Nullable String version, @Nullable String directory) {
    if (version == null || directory == null) {
      return false;
    }
    if (kernelMatches(version)) {
      externals.addFirst(directory);
    } else {
      log.info(place + "external directory did not match " + version);
    }
    return true;
  }

  private static boolean addWords(ConfigText text, List<String> words) {
    for (String word = text.nextWord(); word != null; word = text.nextWord()) {
      words.addFirst(word);
    }
    return true;
  }

  /** Java's syntax stands in for POSIX's extended regular expressions. */
  private boolean kernelMatches(String pattern) {
    if (pattern.equals("*")) {
      return true;
    }
    try {
      return Pattern.compile(pattern).matcher(kernelVersion).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
