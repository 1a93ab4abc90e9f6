package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodModule;
import io.kobox.kmod.ModuleState;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** lsmod (kmod: tools/lsmod.c). */
final class LsmodCommand extends KmodTool {
  private static final int NAME_WIDTH = 19;
  private static final int SIZE_WIDTH = 8;

  LsmodCommand() {
    super("lsmod", "list the modules that are loaded");
  }

  @Override
  String usage(String program) {
    return "Usage: " + program + "\n";
  }

  @Override
  int main(Tool tool, List<String> argv) throws ErrnoException, ToolExit {
    if (argv.size() != 1) {
      tool.printError(usage(argv.getFirst()));
      return 1;
    }
    KmodContext context = tool.context(null, List.of());
    ModuleState state = new ModuleState(context);
    List<KmodModule> modules;
    try {
      modules = state.loaded();
    } catch (KmodException e) {
      tool.printError("Error: could not get list of modules: " + e.text() + "\n");
      return 1;
    }
    tool.print("Module                  Size  Used by\n");
    for (KmodModule module : modules) {
      tool.print(line(state, module));
    }
    return 0;
  }

  private static String line(ModuleState state, KmodModule module) {
    StringBuilder line = new StringBuilder(module.name());
    int refcnt = state.refcnt(module);
    String size = Long.toString(state.size(module));
    line.repeat(' ', Math.max(0, NAME_WIDTH - module.name().length()) + 1);
    line.repeat(' ', Math.max(0, SIZE_WIDTH - size.length())).append(size);
    line.append("  ").append(refcnt);
    String separator = " ";
    for (KmodModule holder : state.holders(module)) {
      line.append(separator).append(holder.name());
      separator = ",";
    }
    return line.append('\n').toString();
  }
}
