package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.KmodElf;
import io.kobox.kmod.KmodException;
import io.kobox.kmod.KmodFile;
import io.kobox.kmod.KmodModule;
import io.kobox.kmod.KmodSymbols;
import io.kobox.kmod.ModprobeConfig;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** modprobe (kmod: tools/modprobe.c). */
final class ModprobeCommand extends KmodTool {
  private static final int LEAST_CRC_DIGITS = 8;

  ModprobeCommand() {
    super("modprobe", "insert and remove modules with what they need");
  }

  @Override
  String usage(String program) {
    return """
        Usage:
        \t%s [options] [-i] [-b] modulename
        \t%s [options] -a [-i] [-b] modulename [modulename...]
        \t%s [options] -r [-i] modulename
        \t%s [options] -r -a [-i] modulename [modulename...]
        \t%s [options] -c
        \t%s [options] --dump-modversions filename
        Management Options:
        \t-a, --all                   Consider every non-argument to
        \t                            be a module name to be inserted
        \t                            or removed (-r)
        \t-r, --remove                Remove modules instead of inserting
        \t    --remove-dependencies   Deprecated: use --remove-holders
        \t    --remove-holders        Also remove module holders (use together with -r)
        \t-w, --wait <MSEC>           When removing a module, wait up to MSEC for
        \t                            module's refcount to become 0 so it can be
        \t                            removed (use together with -r)
        \t    --first-time            Fail if module already inserted or removed
        \t-i, --ignore-install        Ignore install commands
        \t-i, --ignore-remove         Ignore remove commands
        \t-b, --use-blacklist         Apply blacklist to resolved alias.
        \t-f, --force                 Force module insertion or removal.
        \t                            implies --force-modversions and
        \t                            --force-vermagic
        \t    --force-modversion      Ignore module's version
        \t    --force-vermagic        Ignore module's version magic

        Query Options:
        \t-R, --resolve-alias         Only lookup and print alias and exit
        \t-D, --show-depends          Only print module dependencies and exit
        \t-c, --showconfig            Print out known configuration and exit
        \t-c, --show-config           Same as --showconfig
        \t    --show-modversions      Dump module symbol version and exit
        \t    --dump-modversions      Same as --show-modversions
        \t    --show-exports          Only print module exported symbol versions and exit

        General Options:
        \t-n, --dry-run               Do not execute operations, just print out
        \t-n, --show                  Same as --dry-run
        \t-C, --config=FILE           Use FILE instead of default search paths
        \t-d, --dirname=DIR           Use DIR as filesystem root for /lib/modules
        \t-S, --set-version=VERSION   Use VERSION instead of `uname -r`
        \t-s, --syslog                print to syslog, not stderr
        \t-q, --quiet                 disable messages
        \t-v, --verbose               enables more messages
        \t-V, --version               show version
        \t-h, --help                  show this help
        """
        .replace("%s", program);
  }

  @Override
  int main(Tool tool, List<String> argv) throws ErrnoException, ToolExit {
    ModprobeOptions options = ModprobeOptions.parse(tool, argv);
    if (options.help || options.version) {
      tool.print(options.help ? usage(tool.program()) : Tool.VERSION);
      return 0;
    }
    if (!options.showConfig && options.operands.isEmpty()) {
      tool.error("missing parameters. See -h.");
      return 1;
    }
    String directory = ModinfoCommand.directory(tool, options.root, options.kernelVersion);
    List<String> paths =
        options.configPaths.isEmpty() ? ModprobeConfig.DEFAULT_PATHS : options.configPaths;
    KmodContext context = tool.context(directory, paths);
    tool.setPriority(options.verbose);
    tool.adoptLog(context);
    return run(tool, options, context) ? 0 : 1;
  }

  private static boolean run(Tool tool, ModprobeOptions options, KmodContext context)
      throws ErrnoException, ToolExit {
    List<String> operands = options.operands;
    if (options.showConfig) {
      showConfig(tool, context);
      return true;
    }
    if (options.showModversions || options.showExports) {
      return showSymbols(tool, options, context, operands.getFirst());
    }
    boolean done = true;
    if (options.remove) {
      ModprobeRemover remover = new ModprobeRemover(tool, options, context);
      for (String name : operands) {
        done &= remover.remove(name);
      }
      return done;
    }
    ModprobeInserter inserter = new ModprobeInserter(tool, options, context);
    if (!options.all) {
      return inserter.insert(operands.getFirst(), parameters(operands));
    }
    for (String name : operands) {
      done &= inserter.insert(name, "");
    }
    return done;
  }

  /** options_from_array(): a value with a space is quoted. */
  private static String parameters(List<String> operands) {
    List<String> out = new ArrayList<>();
    for (String operand : operands.subList(1, operands.size())) {
      int value = operand.indexOf('=') + 1;
      boolean quoted = operand.startsWith("\"", value) || operand.startsWith("'", value);
      if (value > 0 && !quoted && operand.indexOf(' ', value) >= 0) {
        out.add(operand.substring(0, value) + '"' + operand.substring(value) + '"');
      } else {
        out.add(operand);
      }
    }
    return String.join(" ", out);
  }

  private static void showConfig(Tool tool, KmodContext context) throws ErrnoException {
    ModprobeConfig config = context.config();
    StringBuilder out = new StringBuilder();
    for (String module : config.blacklist()) {
      out.append("blacklist ").append(module).append('\n');
    }
    for (ModprobeConfig.Command command : config.installCommands()) {
      append(out, "install", command.module(), command.command());
    }
    for (ModprobeConfig.Command command : config.removeCommands()) {
      append(out, "remove", command.module(), command.command());
    }
    for (ModprobeConfig.Alias alias : config.aliases()) {
      append(out, "alias", alias.name(), alias.module());
    }
    for (ModprobeConfig.Options options : config.options()) {
      append(out, "options", options.module(), options.parameters());
    }
    for (ModprobeConfig.Softdep softdep : config.softdeps()) {
      append(out, "softdep", softdep.module(), softdep.text());
    }
    out.append("\n# End of configuration files. Dumping indexes now:\n\n");
    context.dumpIndex(KmodContext.Index.ALIAS, out::append);
    context.dumpIndex(KmodContext.Index.SYMBOL, out::append);
    tool.print(out.toString());
  }

  private static void append(StringBuilder out, String directive, String key, String value) {
    out.append(directive).append(' ').append(key).append(' ').append(value).append('\n');
  }

  private static boolean showSymbols(
      Tool tool, ModprobeOptions options, KmodContext context, String path)
      throws ErrnoException, ToolExit {
    KmodModule module;
    try {
      module = context.moduleFromPath(path);
    } catch (KmodException e) {
      tool.log(logPriority(options), "Module " + path + " not found.");
      return false;
    }
    try (KmodFile file =
        KmodFile.open(context.tree(), String.valueOf(module.path()), context.log())) {
      KmodSymbols symbols = new KmodSymbols(KmodElf.open(file.content()));
      for (KmodSymbols.Symbol symbol :
          options.showModversions ? symbols.versions() : symbols.exports(true)) {
        tool.print("0x" + crc(symbol.crc()) + "\t" + symbol.name() + "\n");
      }
      return true;
    } catch (KmodException e) {
      String what = options.showModversions ? "modversions" : "symbols";
      tool.log(logPriority(options), "could not get " + what + " of " + path + ": " + e.text());
      return false;
    }
  }

  /** printf("%08lx"). */
  private static String crc(long crc) {
    String digits = HexFormat.of().toHexDigits(crc);
    int start = 0;
    while (start < digits.length() - LEAST_CRC_DIGITS && digits.charAt(start) == '0') {
      start++;
    }
    return digits.substring(start);
  }

  /** Failures end the program, but with -a they are warnings. */
  static int logPriority(ModprobeOptions options) {
    return options.all ? Tool.WARNING : Tool.CRITICAL;
  }
}
