package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodModule;
import io.kobox.kmod.ModuleLookup;
import io.kobox.kmod.ModuleName;
import io.kobox.kmod.ModuleTree;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** modinfo (kmod: tools/modinfo.c). */
final class ModinfoCommand extends KmodTool {
  private static final List<GetoptLong.Option> OPTIONS =
      List.of(
          GetoptLong.Option.flag("author", 'a'),
          GetoptLong.Option.flag("description", 'd'),
          GetoptLong.Option.flag("license", 'l'),
          GetoptLong.Option.flag("parameters", 'p'),
          GetoptLong.Option.flag("filename", 'n'),
          GetoptLong.Option.flag("null", '0'),
          GetoptLong.Option.flag("modname", 'm'),
          GetoptLong.Option.with("field", 'F'),
          GetoptLong.Option.with("set-version", 'k'),
          GetoptLong.Option.with("basedir", 'b'),
          GetoptLong.Option.flag("version", 'V'),
          GetoptLong.Option.flag("help", 'h'));

  ModinfoCommand() {
    super("modinfo", "show information about modules");
  }

  @Override
  String usage(String program) {
    return "Usage:\n\t"
        + program
        + """
         [options] <modulename|filename> [args]
        Options:
        \t-a, --author                Print only 'author'
        \t-d, --description           Print only 'description'
        \t-l, --license               Print only 'license'
        \t-p, --parameters            Print only 'parm'
        \t-n, --filename              Print only 'filename'
        \t-0, --null                  Use \\0 instead of \\n
        \t-m, --modname               Handle argument as module name instead of alias or filename
        \t-F, --field=FIELD           Print only provided FIELD
        \t-k, --set-version=VERSION   Use VERSION instead of `uname -r`
        \t-b, --basedir=DIR           Use DIR as filesystem root for /lib/modules
        \t-V, --version               Show version
        \t-h, --help                  Show this help
        """;
  }

  @Override
  int main(Tool tool, List<String> argv) throws ErrnoException, ToolExit {
    String field = null;
    char separator = '\n';
    boolean byName = false;
    String version = null;
    String root = null;
    GetoptLong options = new GetoptLong(tool, argv, "adlpn0mF:k:b:Vh", OPTIONS);
    for (int c = options.next(); c != GetoptLong.END; c = options.next()) {
      switch (c) {
        case 'a' -> field = "author";
        case 'd' -> field = "description";
        case 'l' -> field = "license";
        case 'p' -> field = "parm";
        case 'n' -> field = "filename";
        case '0' -> separator = '\0';
        case 'm' -> byName = true;
        case 'F' -> field = options.argument();
        case 'k' -> version = options.argument();
        case 'b' -> root = options.argument();
        case 'h' -> {
          tool.print(usage(tool.program()));
          return 0;
        }
        case 'V' -> {
          tool.print(Tool.VERSION);
          return 0;
        }
        default -> {
          return 1;
        }
      }
    }
    if (options.operands().isEmpty()) {
      tool.error("missing module or filename.");
      return 1;
    }
    KmodContext context = tool.context(directory(tool, root, version), List.of());
    ModinfoPrinter printer = new ModinfoPrinter(tool, context, field, separator);
    int status = 0;
    for (String name : options.operands()) {
      boolean shown =
          byName
              ? showByName(tool, context, printer, name)
              : isModuleFile(tool.tree(), name)
                  ? showFile(tool, context, printer, name)
                  : showAlias(tool, context, printer, name);
      status = shown ? status : 1;
      context.releaseModules();
    }
    return status;
  }

  /** The directory of modules if -b, -d, -k or -S name one; null for the running kernel's. */
  static @Nullable String directory(Tool tool, @Nullable String root, @Nullable String version) {
    if (root == null && version == null) {
      return null;
    }
    String release = version == null ? tool.calls().uname().release() : version;
    return (root == null ? "" : root) + "/lib/modules/" + release;
  }

  private static boolean isModuleFile(ModuleTree tree, String name) {
    try {
      return tree.stat(name).isRegular() && ModuleName.hasModuleExtension(name);
    } catch (KmodException e) {
      return false;
    }
  }

  private static boolean showFile(
      Tool tool, KmodContext context, ModinfoPrinter printer, String path) throws ErrnoException {
    KmodModule module;
    try {
      module = context.moduleFromPath(path);
    } catch (KmodException e) {
      tool.error("Module file " + path + " not found.");
      return false;
    }
    return printer.print(module);
  }

  private static boolean showByName(
      Tool tool, KmodContext context, ModinfoPrinter printer, String name) throws ErrnoException {
    List<KmodModule> modules;
    try {
      modules = new ModuleLookup(context).findByName(name);
    } catch (KmodException e) {
      modules = List.of();
    }
    if (modules.isEmpty()) {
      tool.error("Module name " + name + " not found.");
      return false;
    }
    return printer.print(modules.getFirst());
  }

  private static boolean showAlias(
      Tool tool, KmodContext context, ModinfoPrinter printer, String alias) throws ErrnoException {
    List<KmodModule> modules;
    try {
      modules = new ModuleLookup(context).find(alias);
    } catch (KmodException e) {
      tool.error("Module alias " + alias + " not found.");
      return false;
    }
    if (modules.isEmpty()) {
      tool.error("Module " + alias + " not found.");
      return false;
    }
    boolean shown = true;
    for (KmodModule module : modules) {
      shown &= printer.print(module);
    }
    return shown;
  }
}
