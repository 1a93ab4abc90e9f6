package io.kobox.kmod.depmod;

import io.kobox.kmod.KmodException;
import io.kobox.kmod.ModuleName;
import io.kobox.kmod.ModuleTree;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the modules below a directory, one of each name (kmod: depmod_modules_search()). */
final class ModuleSearch {
  private static final int MAX_DEPTH = 64;

  /** The descriptor the first directory gets; the messages name it. */
  private static final int FIRST_DESCRIPTOR = 3;

  private final ModuleTree tree;
  private final DepmodConfig config;
  private final String directory;
  private final DepmodLog log;
  private final Map<String, DepmodModule> byName = new HashMap<>();

  ModuleSearch(ModuleTree tree, DepmodConfig config, String directory, DepmodLog log) {
    this.tree = tree;
    this.config = config;
    this.directory = directory;
    this.log = log;
  }

  Collection<DepmodModule> modules() {
    return byName.values();
  }

  /** The tree itself, then the external directories. */
  void run() throws DepmodFailure {
    try {
      searchTree(directory);
    } catch (KmodException e) {
      log.error("could not open directory " + directory + ": " + e.text());
      throw log.fatal("could not search modules: " + e.text());
    }
    for (String external : config.externals) {
      try {
        searchTree(external);
      } catch (KmodException e) {
        log.error("could not open directory " + external + ": " + e.text());
      }
    }
  }

  /** depmod_module_add() for a file named on the command line. */
  void add(String path) throws DepmodFailure {
    String name = ModuleName.ofPath(path);
    try {
      tree.stat(path);
      if (name == null) {
        throw KmodException.noEntry();
      }
    } catch (KmodException e) {
      throw log.fatal("could not create module " + path + ": " + e.text());
    }
    if (byName.containsKey(name)) {
      log.error("hash_add_unique " + name + ": File exists");
      throw log.fatal("could not add module " + path + ": File exists");
    }
    byName.put(name, new DepmodModule(name, path, directory));
  }

  private void searchTree(String root) throws KmodException {
    try (ModuleTree.Directory opened = tree.directory(root)) {
      searchDirectory(opened, root + "/", 0);
    }
  }

  private void searchDirectory(ModuleTree.Directory listed, String base, int depth)
      throws KmodException {
    for (ModuleTree.Entry entry : listed.list()) {
      String name = entry.name();
      if (isExcluded(name)) {
        continue;
      }
      String path = base + name;
      int type = entry.type();
      if (type != ModuleTree.S_IFREG && type != ModuleTree.S_IFDIR) {
        try {
          type = tree.stat(path).mode() & ModuleTree.S_IFMT;
        } catch (KmodException e) {
          log.error("fstatat(" + (FIRST_DESCRIPTOR + depth) + ", " + name + "): " + e.text());
          continue;
        }
      }
      if (type == ModuleTree.S_IFREG) {
        searchFile(path, name);
      } else if (type == ModuleTree.S_IFDIR) {
        descend(listed, path, name, depth);
      } else {
        log.error("unsupported file type " + path + ": " + Integer.toOctalString(type));
      }
    }
  }

  private void descend(ModuleTree.Directory parent, String path, String name, int depth) {
    if (depth == MAX_DEPTH) {
      return;
    }
    try (ModuleTree.Directory opened = parent.directory(name)) {
      searchDirectory(opened, path + "/", depth + 1);
    } catch (KmodException e) {
      log.error("openat(" + (FIRST_DESCRIPTOR + depth) + ", " + name + ", O_RDONLY): " + e.text());
    }
  }

  private boolean isExcluded(String name) {
    return name.equals("build") || name.equals("source") || config.excludes.contains(name);
  }

  private void searchFile(String path, String fileName) {
    if (!ModuleName.hasModuleExtension(fileName)) {
      return;
    }
    String name = ModuleName.normalize(fileName);
    DepmodModule old = byName.get(name);
    DepmodModule found = new DepmodModule(name, path, directory);
    if (old == null || !isHigherPriority(old, found)) {
      byName.put(name, found);
    }
  }

  /** depmod_module_is_higher_priority(): whether {@code old} stays. */
  private boolean isHigherPriority(DepmodModule old, DepmodModule found) {
    String newStem = relativeStem(found);
    String oldStem = relativeStem(old);
    for (String override : config.overrides) {
      if (override.equals(newStem)) {
        return false;
      }
      if (override.equals(oldStem)) {
        return true;
      }
    }
    int builtIn = -1;
    int oldPriority = -1;
    int newPriority = -1;
    int i = 0;
    for (String search : config.searches) {
      if (search.equals(DepmodConfig.BUILT_IN)) {
        builtIn = i;
      } else if (search.equals(DepmodConfig.EXTERNAL)) {
        for (String external : config.externals) {
          newPriority = isBelow(stem(found), external) ? i : newPriority;
          oldPriority = isBelow(stem(old), external) ? i : oldPriority;
          i++;
        }
      } else if (isBelow(newStem, search)) {
        newPriority = i;
      } else if (isBelow(oldStem, search)) {
        oldPriority = i;
      }
      i++;
    }
    newPriority = newPriority < 0 ? builtIn : newPriority;
    oldPriority = oldPriority < 0 ? builtIn : oldPriority;
    return newPriority <= oldPriority;
  }

  private static String stem(DepmodModule module) {
    return module.path.substring(0, module.stemLength());
  }

  private static @Nullable String relativeStem(DepmodModule module) {
    String relative = module.relativePath;
    return relative == null
        ? null
        : relative.substring(0, relative.lastIndexOf('/') + 1 + module.name.length());
  }

  private static boolean isBelow(@Nullable String path, String directory) {
    return path != null
        && path.length() > directory.length()
        && path.charAt(directory.length()) == '/'
        && path.startsWith(directory);
  }
}
