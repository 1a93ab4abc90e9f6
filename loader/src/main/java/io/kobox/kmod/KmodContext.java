package io.kobox.kmod;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a tool knows: the directory below /lib/modules, the configuration, the index
 * files and the modules met so far (kmod: struct kmod_ctx).
 */
public final class KmodContext {
  private static final int INDEX_LIMIT = 1 << 28;

  /** The index files, read when first asked. */
  public enum Index {
    DEP("modules.dep", ""),
    ALIAS("modules.alias", "alias "),
    SYMBOL("modules.symbols", "alias "),
    BUILTIN_ALIAS("modules.builtin.alias", ""),
    BUILTIN("modules.builtin", "");

    private final String file;
    private final String prefix;

    Index(String file, String prefix) {
      this.file = file;
      this.prefix = prefix;
    }
  }

  private final ModuleTree tree;
  private final String dirname;
  private final ModprobeConfig config;
  private final Map<String, KmodModule> modules = new HashMap<>();
  private final Map<Index, Optional<ModuleIndex>> indexes = new EnumMap<>(Index.class);
  private KmodLog log;

  /**
   * kmod_new().
   *
   * @param dirname {@code /lib/modules/RELEASE} or what stands for it
   * @param configPaths {@link ModprobeConfig#DEFAULT_PATHS}, or empty for no configuration
   */
  public KmodContext(ModuleTree tree, String dirname, List<String> configPaths, KmodLog log)
      throws KmodException {
    this.tree = tree;
    this.dirname = tree.absolute(dirname);
    this.log = log;
    this.config = ModprobeConfig.load(tree, this.dirname, configPaths, log);
  }

  public ModuleTree tree() {
    return tree;
  }

  public String dirname() {
    return dirname;
  }

  public ModprobeConfig config() {
    return config;
  }

  public KmodLog log() {
    return log;
  }

  /** kmod_set_log_fn(): tools set theirs after the configuration is read. */
  public void setLog(KmodLog log) {
    this.log = log;
  }

  /** kmod_module_new_from_name(). */
  public KmodModule moduleFromName(String name) {
    String normal = ModuleName.normalize(name);
    return modules.computeIfAbsent(normal, n -> new KmodModule(this, n, null));
  }

  /** kmod_module_new_from_path(): the file must be there. */
  public KmodModule moduleFromPath(String path) throws KmodException {
    String absolute = tree.absolute(path);
    tree.stat(absolute);
    String name = ModuleName.ofPath(path);
    if (name == null) {
      throw KmodException.noEntry();
    }
    KmodModule module = moduleFromName(name);
    String known = module.knownPath();
    if (known == null) {
      module.setPath(absolute);
    } else if (!known.equals(absolute)) {
      log.error(
          "../libkmod/libkmod-module.c:428",
          "kmod_module_new_from_path",
          "kmod_module '"
              + name
              + "' already exists with different path: new-path='"
              + absolute
              + "' old-path='"
              + known
              + "'");
      throw KmodException.exists();
    }
    module.setBuiltin(false);
    return module;
  }

  /** kmod_module_new_from_alias(): a module of its own for each pair of name and alias. */
  KmodModule moduleFromAlias(String alias, String name) {
    return modules.computeIfAbsent(name + '\\' + alias, key -> new KmodModule(this, name, alias));
  }

  /** Forgets all modules, as libkmod does when a tool has released them. */
  public void releaseModules() {
    modules.clear();
  }

  /** Resets what a search for the modules to probe leaves behind. */
  void resetVisits() {
    for (KmodModule module : modules.values()) {
      module.visited = false;
      module.required = false;
    }
  }

  /** kmod_search_moddep(): the module's line of modules.dep. */
  @Nullable String searchModdep(String name) {
    ModuleIndex index = index(Index.DEP);
    return index == null ? null : index.search(name);
  }

  /** Not null if {@code name} is in modules.builtin. */
  @Nullable String searchBuiltin(String name) {
    ModuleIndex index = index(Index.BUILTIN);
    return index == null ? null : index.search(name);
  }

  /** The values of the keys that match {@code name} as patterns. */
  List<ModuleIndex.Value> searchWild(Index which, String name) {
    ModuleIndex index = index(which);
    return index == null ? List.of() : index.searchWild(name);
  }

  /** kmod_dump_index(). */
  public void dumpIndex(Index which, Consumer<String> line) {
    ModuleIndex index = index(which);
    if (index != null) {
      index.dump(which.prefix, line);
    }
  }

  private @Nullable ModuleIndex index(Index which) {
    Optional<ModuleIndex> known = indexes.get(which);
    if (known == null) {
      known = Optional.ofNullable(openIndex(which));
      indexes.put(which, known);
    }
    return known.orElse(null);
  }

  private @Nullable ModuleIndex openIndex(Index which) {
    try {
      return ModuleIndex.open(inTreeBytes(which.file + ".bin"), log);
    } catch (KmodException e) {
      return null;
    }
  }

  private byte[] inTreeBytes(String file) throws KmodException {
    return tree.readAll(inTree(file), INDEX_LIMIT);
  }

  /** path_join(): a path of modules.dep, relative to the directory or absolute. */
  String inTree(String path) {
    return path.startsWith("/") ? path : dirname + "/" + path;
  }
}
