package io.kobox.kmod;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What /sys/module and /proc/modules tell of loaded modules (kmod: libkmod-module.c). */
public final class ModuleState {
  private static final int PROC_LIMIT = 1 << 26;
  private static final int ATTRIBUTE_LIMIT = 31;

  /** kmod_module_get_initstate()'s answers; ABSENT stands for its errors. */
  public enum InitState {
    BUILTIN,
    LIVE,
    COMING,
    GOING,
    ABSENT
  }

  private final KmodContext context;

  public ModuleState(KmodContext context) {
    this.context = context;
  }

  /** kmod_module_new_from_loaded(): the modules of /proc/modules in its order. */
  public List<KmodModule> loaded() throws KmodException {
    String text;
    try {
      text = ConfigFiles.read(context.tree(), "/proc/modules", PROC_LIMIT);
    } catch (KmodException e) {
      context
          .log()
          .error(
              "../libkmod/libkmod-module.c:1725",
              "kmod_module_new_from_loaded",
              "could not open /proc/modules: " + e.text());
      throw e;
    }
    List<KmodModule> modules = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      int space = line.indexOf(' ');
      if (space > 0) {
        modules.add(context.moduleFromName(line.substring(0, space)));
      }
    }
    return modules;
  }

  public InitState initState(KmodModule module) {
    if (module.isBuiltin()) {
      return InitState.BUILTIN;
    }
    String directory = "/sys/module/" + module.name();
    String state;
    try {
      state = attribute(directory + "/initstate");
    } catch (KmodException e) {
      return ConfigFiles.isDirectory(context.tree(), directory)
          ? InitState.COMING
          : InitState.ABSENT;
    }
    return switch (state) {
      case "live\n" -> InitState.LIVE;
      case "coming\n" -> InitState.COMING;
      case "going\n" -> InitState.GOING;
      default -> unknownState(directory, state);
    };
  }

  private InitState unknownState(String directory, String state) {
    context
        .log()
        .error(
            "../libkmod/libkmod-module.c:1847",
            "kmod_module_get_initstate",
            "unknown " + directory + "/initstate: '" + state + "'");
    return InitState.ABSENT;
  }

  /** Whether there is nothing to insert: built in or live. */
  public boolean isInKernel(KmodModule module) {
    InitState state = initState(module);
    return state == InitState.LIVE || state == InitState.BUILTIN;
  }

  /** kmod_module_get_refcnt(): negative errno if the kernel does not tell. */
  public int refcnt(KmodModule module) {
    String path = "/sys/module/" + module.name() + "/refcnt";
    try {
      return Integer.parseInt(attribute(path).strip());
    } catch (KmodException e) {
      return -e.errno();
    } catch (NumberFormatException e) {
      context
          .log()
          .error(
              "../libkmod/libkmod-module.c:1967",
              "kmod_module_get_refcnt",
              "could not read integer from '" + path + "': 'Invalid argument'");
      return -KmodException.EINVAL;
    }
  }

  /** kmod_module_get_size(): bytes of the core layout; negative errno if not loaded. */
  public long size(KmodModule module) {
    String directory = "/sys/module/" + module.name();
    try {
      context.tree().stat(directory);
    } catch (KmodException e) {
      return -e.errno();
    }
    try {
      return Long.parseLong(attribute(directory + "/coresize").strip());
    } catch (KmodException e) {
      return sizeFromProc(module);
    } catch (NumberFormatException e) {
      context
          .log()
          .error(
              "../libkmod/libkmod-module.c:1886",
              "kmod_module_get_size",
              "failed to read coresize from " + directory);
      return 0;
    }
  }

  /** kmod_module_get_holders(), in the directory's order. */
  public List<KmodModule> holders(KmodModule module) {
    String directory = "/sys/module/" + module.name() + "/holders";
    List<KmodModule> holders = new ArrayList<>();
    try {
      for (ModuleTree.Entry entry : context.tree().list(directory)) {
        holders.add(context.moduleFromName(entry.name()));
      }
    } catch (KmodException e) {
      context
          .log()
          .error(
              "../libkmod/libkmod-module.c:1998",
              "kmod_module_get_holders",
              "could not open '" + directory + "': " + e.text());
    }
    return holders;
  }

  private long sizeFromProc(KmodModule module) {
    try {
      String text = ConfigFiles.read(context.tree(), "/proc/modules", PROC_LIMIT);
      for (String line : text.split("\n", -1)) {
        String[] words = line.split(" ", 3);
        if (words[0].equals(module.name()) && words.length > 1) {
          return Long.parseLong(words[1]);
        }
      }
    } catch (KmodException | NumberFormatException e) {
      return -KmodException.ENOENT;
    }
    return -KmodException.ENOENT;
  }

  private String attribute(String path) throws KmodException {
    byte[] bytes = context.tree().readAll(path, ATTRIBUTE_LIMIT);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
