package io.kobox.shell.kmod;

import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** kmod, the multiplexer (kmod: tools/kmod.c). */
final class KmodCommand extends KmodTool {
  private static final List<GetoptLong.Option> OPTIONS =
      List.of(GetoptLong.Option.flag("help", 'h'), GetoptLong.Option.flag("version", 'V'));

  KmodCommand() {
    super("kmod", "list modules, show static device nodes");
  }

  @Override
  String usage(String program) {
    return """
        kmod - Manage kernel modules: list, load, unload, etc
        Usage:
        \t%s [options] command [command_options]

        Options:
        \t-V, --version     show version
        \t-h, --help        show this help

        Commands:
          help         Show help message
          list         list currently loaded modules
          static-nodes outputs the static-node information installed with the currently \
        running kernel

        kmod also handles gracefully if called from following symlinks:
          lsmod        compat lsmod command
          rmmod        compat rmmod command
          insmod       compat insmod command
          modinfo      compat modinfo command
          modprobe     compat modprobe command
          depmod       compat depmod command
        """
        .replace("%s", program);
  }

  @Override
  int main(Tool tool, List<String> argv) throws ErrnoException, ToolExit {
    GetoptLong options = new GetoptLong(tool, argv, "+hV", OPTIONS);
    int c = options.next();
    if (c == GetoptLong.ERROR) {
      return 1;
    }
    if (c != GetoptLong.END) {
      tool.print(c == 'h' ? usage(tool.program()) : Tool.VERSION);
      return 0;
    }
    if (options.operands().isEmpty()) {
      tool.printError("missing command\n");
      tool.print(usage(tool.program()));
      return 1;
    }
    List<String> rest = argv.subList(1, argv.size());
    String command = options.operands().getFirst();
    return switch (command) {
      case "list" -> new LsmodCommand().main(tool, rest);
      case "static-nodes" -> new StaticNodes().main(tool, rest);
      case "help" -> {
        tool.print(usage(command));
        yield 0;
      }
      default -> {
        tool.printError("invalid command '" + command + "'\n");
        tool.print(usage(tool.program()));
        yield 1;
      }
    };
  }
}
