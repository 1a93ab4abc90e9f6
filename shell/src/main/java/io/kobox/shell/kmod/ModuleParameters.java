package io.kobox.shell.kmod;

import io.kobox.kmod.KmodElf;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodFile;
import io.kobox.kmod.ModuleInfo;
import io.kobox.kmod.ModuleTree;
import io.kobox.shell.command.MachineText;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.TreeSet;

/** The parameters that a module has, by its {@code .modinfo}: for completion. */
public final class ModuleParameters {
  private final SystemCalls calls;

  public ModuleParameters(SystemCalls calls) {
    this.calls = calls;
  }

  /** Their names, sorted, of a module file; empty if it cannot be read. */
  public List<String> ofFile(String path) {
    ModuleTree tree = new SystemCallTree(calls);
    TreeSet<String> names = new TreeSet<>();
    try (KmodFile file = KmodFile.open(tree, path, (place, function, text) -> {})) {
      for (ModuleInfo.Field field : ModuleInfo.read(KmodElf.open(file.content()))) {
        int colon = field.value().indexOf(':');
        if (colon > 0 && (field.key().equals("parm") || field.key().equals("parmtype"))) {
          names.add(field.value().substring(0, colon));
        }
      }
    } catch (KmodException e) {
      return List.of();
    }
    return List.copyOf(names);
  }

  /** Those of a module of /lib/modules; empty if modules.dep does not know it. */
  public List<String> ofName(String name) {
    String folder = "/lib/modules/" + calls.uname().release() + "/";
    for (String line : MachineText.lines(calls, folder + "modules.dep")) {
      int colon = line.indexOf(':');
      if (colon > 0 && moduleName(line.substring(0, colon)).equals(name.replace('-', '_'))) {
        String path = line.substring(0, colon);
        return ofFile(path.startsWith("/") ? path : folder + path);
      }
    }
    return List.of();
  }

  /** A module's name by its file's. */
  public static String moduleName(String path) {
    String file = path.substring(path.lastIndexOf('/') + 1);
    int dot = file.indexOf(".ko");
    return (dot < 0 ? file : file.substring(0, dot)).replace('-', '_');
  }
}
