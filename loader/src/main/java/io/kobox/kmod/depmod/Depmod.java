package io.kobox.kmod.depmod;

import io.kobox.kmod.ConfigFiles;
import io.kobox.kmod.HashOrder;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodLog;
import io.kobox.kmod.KmodSymbols;
import io.kobox.kmod.ModuleTree;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Computes {@code modules.dep} and its siblings, byte for byte what kmod 30 writes (kmod:
 * tools/depmod.c).
 */
public final class Depmod {
  private static final int BUCKETS = 512;
  private static final int FILE_LIMIT = 1 << 28;
  private static final int LINE_LIMIT = 4095;

  /**
   * What the command line asks for.
   *
   * @param directory {@code BASEDIR/lib/modules/VERSION}
   * @param configPaths those of -C; empty: the usual ones
   * @param symvers -E
   * @param systemMap -F
   * @param printUnknown -e
   * @param symbolPrefix -P, NUL if not given
   * @param warnDuplicates -w
   * @param temporarySuffix makes the names of files not yet complete unique
   */
  public record Options(
      String directory,
      String kernelVersion,
      List<String> configPaths,
      @Nullable String symvers,
      @Nullable String systemMap,
      boolean printUnknown,
      char symbolPrefix,
      boolean warnDuplicates,
      String temporarySuffix) {}

  private final ModuleTree tree;
  private final Options options;
  private final DepmodLog log;
  private final KmodLog libraryLog;
  private final DepmodConfig config;
  private final ModuleSearch search;
  private final SymbolTable symbols;
  private boolean printUnknown;
  private List<DepmodModule> modules = List.of();

  public Depmod(ModuleTree tree, Options options, DepmodLog log, KmodLog libraryLog) {
    this.tree = tree;
    this.options = options;
    this.log = log;
    this.libraryLog = libraryLog;
    this.config = new DepmodConfig(options.kernelVersion, log);
    this.search = new ModuleSearch(tree, config, options.directory, log);
    this.symbols = new SymbolTable(options.symbolPrefix);
    this.printUnknown = options.printUnknown;
  }

  /** Reads the modules of the whole directory and computes. */
  public void runAll() throws DepmodFailure {
    loadKernelSymbols();
    config.load(tree, options.configPaths);
    search.run();
    compute();
  }

  /** Computes for the files given, by absolute paths. */
  public void runFiles(List<String> paths) throws DepmodFailure {
    loadKernelSymbols();
    for (String path : paths) {
      if (!path.startsWith("/")) {
        throw log.fatal(path + ": not absolute path.");
      }
      search.add(path);
    }
    compute();
  }

  /** Writes the files into the directory. */
  public void write() throws DepmodFailure {
    new DepmodOutput(tree, options, modules, symbols, log).write();
  }

  /** depmod -n: the text files, one after the other. */
  public byte[] show() {
    return new DepmodOutput(tree, options, modules, symbols, log).show();
  }

  private void loadKernelSymbols() throws DepmodFailure {
    String path = options.symvers == null ? options.systemMap : options.symvers;
    if (path == null) {
      if (printUnknown) {
        log.warning("-e needs -E or -F");
        printUnknown = false;
      }
      return;
    }
    try {
      if (options.symvers != null) {
        symbols.loadSymvers(tree, path, log);
      } else {
        symbols.loadSystemMap(tree, path, log);
      }
    } catch (KmodException e) {
      throw log.fatal("could not load " + path + ": " + e.text());
    }
  }

  private void compute() throws DepmodFailure {
    modules = HashOrder.of(search.modules(), module -> module.name, BUCKETS);
    number();
    sortByModulesOrder();
    loadModules();
    DependencyGraph graph = new DependencyGraph(modules, log);
    graph.link(symbols, options.symvers != null, printUnknown);
    graph.sort();
  }

  private void number() {
    for (int i = 0; i < modules.size(); i++) {
      modules.get(i).index = i;
    }
  }

  /** depmod_modules_sort(). */
  private void sortByModulesOrder() {
    String text = readFromDirectory(tree, options.directory, "modules.order", log);
    if (text == null) {
      return;
    }
    List<String> lines = new ArrayList<>();
    int start = 0;
    while (start < text.length()) {
      int newline = text.indexOf('\n', start);
      if (newline < 0 || newline - start >= LINE_LIMIT) {
        log.error(
            options.directory
                + "/modules.order:"
                + (lines.size() + 1)
                + " corrupted line misses '\\n'");
        return;
      }
      lines.add(text.substring(start, newline));
      start = newline + 1;
    }
    Map<String, DepmodModule> byPath = uncompressedPaths(modules);
    for (int i = 0; i < lines.size(); i++) {
      DepmodModule module = byPath.get(lines.get(i));
      if (module != null) {
        module.sortIndex = i - lines.size();
      }
    }
    modules.sort(Comparator.comparingInt(module -> module.sortIndex));
    number();
  }

  private static Map<String, DepmodModule> uncompressedPaths(Collection<DepmodModule> modules) {
    Map<String, DepmodModule> byPath = HashMap.newHashMap(modules.size());
    for (DepmodModule module : modules) {
      String path = module.uncompressedPath();
      if (path != null) {
        byPath.put(path, module);
      }
    }
    return byPath;
  }

  /** A file of the directory as text; null with a warning if it cannot be read (dfdopen()). */
  static @Nullable String readFromDirectory(
      ModuleTree tree, String directory, String file, DepmodLog log) {
    try {
      tree.stat(directory);
    } catch (KmodException e) {
      log.warning("could not open directory " + directory + ": " + e.text());
      return null;
    }
    try {
      return ConfigFiles.read(tree, directory + "/" + file, FILE_LIMIT);
    } catch (KmodException e) {
      log.warning("could not open " + file + " at " + directory + ": " + e.text());
      return null;
    }
  }

  /** depmod_load_modules(). */
  private void loadModules() {
    ModuleReader reader = new ModuleReader(tree, options.symvers != null);
    for (ModuleContent content : reader.read(modules, log)) {
      content.report(log, libraryLog);
      for (KmodSymbols.Symbol export : content.exports()) {
        symbols.add(export.name(), false, export.crc(), content.module());
      }
    }
  }
}
