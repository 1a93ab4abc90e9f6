package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodModule;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** insmod (kmod: tools/insmod.c). */
final class InsmodCommand extends KmodTool {
  private static final List<GetoptLong.Option> OPTIONS =
      List.of(GetoptLong.Option.flag("version", 'V'), GetoptLong.Option.flag("help", 'h'));

  InsmodCommand() {
    super("insmod", "insert a module from a file");
  }

  @Override
  String usage(String program) {
    return "Usage:\n\t"
        + program
        + """
         [options] filename [args]
        Options:
        \t-V, --version     show version
        \t-h, --help        show this help
        """;
  }

  @Override
  int main(Tool tool, List<String> argv) throws ErrnoException, ToolExit {
    int flags = 0;
    GetoptLong options = new GetoptLong(tool, argv, "psfVh", OPTIONS);
    for (int c = options.next(); c != GetoptLong.END; c = options.next()) {
      switch (c) {
        case 'f' -> flags = ModuleInserter.FORCE_MODVERSION | ModuleInserter.FORCE_VERMAGIC;
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
          // -p and -s are for compatibility only
        }
      }
    }
    if (options.operands().isEmpty()) {
      tool.error("missing filename.");
      return 1;
    }
    String file = options.operands().getFirst();
    if (file.equals("-")) {
      tool.error("this tool does not support loading from stdin!");
      return 1;
    }
    String parameters = String.join(" ", options.operands().subList(1, options.operands().size()));
    return insert(tool, file, parameters, flags);
  }

  private static int insert(Tool tool, String file, String parameters, int flags)
      throws ErrnoException, ToolExit {
    KmodContext context = tool.context(null, List.of());
    KmodModule module;
    try {
      module = context.moduleFromPath(file);
    } catch (KmodException e) {
      tool.error("could not load module " + file + ": " + e.text());
      return 1;
    }
    try {
      new ModuleInserter(tool, context).insert(module, flags, parameters);
      return 0;
    } catch (KmodException e) {
      tool.error("could not insert module " + file + ": " + text(e.errno()));
      return 1;
    }
  }

  /** mod_strerror(). */
  private static String text(int errno) {
    return switch (Errno.of(errno)) {
      case ENOEXEC -> "Invalid module format";
      case ENOENT -> "Unknown symbol in module";
      case ESRCH -> "Module has wrong symbol version";
      case EINVAL -> errno == Errno.EINVAL.number() ? "Invalid parameters" : Errno.strerror(errno);
      default -> Errno.strerror(errno);
    };
  }
}
