package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodModule;
import io.kobox.kmod.ModuleState;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** rmmod (kmod: tools/rmmod.c). */
final class RmmodCommand extends KmodTool {
  private static final List<GetoptLong.Option> OPTIONS =
      List.of(
          GetoptLong.Option.flag("force", 'f'),
          GetoptLong.Option.flag("syslog", 's'),
          GetoptLong.Option.flag("verbose", 'v'),
          GetoptLong.Option.flag("version", 'V'),
          GetoptLong.Option.flag("help", 'h'));

  RmmodCommand() {
    super("rmmod", "remove modules");
  }

  @Override
  String usage(String program) {
    return "Usage:\n\t"
        + program
        + """
         [options] modulename ...
        Options:
        \t-f, --force       forces a module unload and may crash your
        \t                  machine. This requires Forced Module Removal
        \t                  option in your kernel. DANGEROUS
        \t-s, --syslog      print to syslog, not stderr
        \t-v, --verbose     enables more messages
        \t-V, --version     show version
        \t-h, --help        show this help
        """;
  }

  @Override
  int main(Tool tool, List<String> argv) throws ErrnoException, ToolExit {
    boolean force = false;
    int verbose = Tool.ERROR;
    GetoptLong options = new GetoptLong(tool, argv, "fsvVwh", OPTIONS);
    for (int c = options.next(); c != GetoptLong.END; c = options.next()) {
      switch (c) {
        case 'f' -> force = true;
        case 's' -> tool.useSyslog();
        case 'v' -> verbose++;
        case 'h' -> {
          tool.print(usage(tool.program()));
          return 0;
        }
        case 'V' -> {
          tool.print(Tool.VERSION);
          return 0;
        }
        case GetoptLong.ERROR -> {
          return 1;
        }
        default -> {
          tool.error("unexpected getopt_long() value '" + (char) c + "'.");
          return 1;
        }
      }
    }
    if (options.operands().isEmpty()) {
      tool.error("missing module name.");
      return 1;
    }
    KmodContext context = tool.context(null, List.of());
    tool.setPriority(verbose);
    tool.adoptLog(context);
    boolean failed = false;
    for (String name : options.operands()) {
      KmodModule module;
      try {
        module =
            context.tree().exists(name)
                ? context.moduleFromPath(name)
                : context.moduleFromName(name);
      } catch (KmodException e) {
        tool.error("could not use module " + name + ": " + e.text());
        break;
      }
      failed |= !remove(tool, context, module, name, force);
      context.releaseModules();
    }
    return failed ? 1 : 0;
  }

  private static boolean remove(
      Tool tool, KmodContext context, KmodModule module, String argument, boolean force)
      throws ErrnoException {
    if (!force && !mayRemove(tool, context, module)) {
      return false;
    }
    try {
      new ModuleInserter(tool, context).remove(module, force, true);
      return true;
    } catch (KmodException e) {
      tool.error("could not remove module " + argument + ": " + e.text());
      return false;
    }
  }

  /** check_module_inuse(): the kernel would refuse too, but here the user learns why. */
  private static boolean mayRemove(Tool tool, KmodContext context, KmodModule module)
      throws ErrnoException {
    ModuleState state = new ModuleState(context);
    String name = module.name();
    switch (state.initState(module)) {
      case BUILTIN -> {
        tool.error("Module " + name + " is builtin.");
        return false;
      }
      case ABSENT -> {
        tool.error("Module " + name + " is not currently loaded");
        return false;
      }
      default -> {}
    }
    List<KmodModule> holders = state.holders(module);
    if (!holders.isEmpty()) {
      StringBuilder text = new StringBuilder("Module " + name + " is in use by:");
      holders.forEach(holder -> text.append(' ').append(holder.name()));
      tool.error(text.toString());
      return false;
    }
    int refcnt = state.refcnt(module);
    if (refcnt > 0) {
      tool.error("Module " + name + " is in use");
    } else if (refcnt == -KmodException.ENOENT) {
      tool.error("Module unloading is not supported");
    }
    return refcnt == 0;
  }
}
