package io.kobox.shell.kmod;

import io.kobox.kmod.KmodContext;
import io.kobox.kmod.depmod.Depmod;
import io.kobox.kmod.depmod.DepmodFailure;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** depmod (kmod: tools/depmod.c). */
final class DepmodCommand extends KmodTool {
  private static final int CLOCK_REALTIME = 0;
  private static final long MICROSECOND = 1000L;
  private static final long SECOND = 1_000_000_000L;

  private static final List<GetoptLong.Option> OPTIONS =
      List.of(
          GetoptLong.Option.flag("all", 'a'),
          GetoptLong.Option.flag("quick", 'A'),
          GetoptLong.Option.with("basedir", 'b'),
          GetoptLong.Option.with("config", 'C'),
          GetoptLong.Option.with("symvers", 'E'),
          GetoptLong.Option.with("filesyms", 'F'),
          GetoptLong.Option.flag("errsyms", 'e'),
          GetoptLong.Option.flag("unresolved-error", 'u'),
          GetoptLong.Option.flag("quiet", 'q'),
          GetoptLong.Option.flag("root", 'r'),
          GetoptLong.Option.flag("verbose", 'v'),
          GetoptLong.Option.flag("show", 'n'),
          GetoptLong.Option.flag("dry-run", 'n'),
          GetoptLong.Option.with("symbol-prefix", 'P'),
          GetoptLong.Option.flag("warn", 'w'),
          GetoptLong.Option.flag("map", 'm'),
          GetoptLong.Option.flag("version", 'V'),
          GetoptLong.Option.flag("help", 'h'));

  DepmodCommand() {
    super("depmod", "compute which module needs which");
  }

  @Override
  String usage(String program) {
    return "Usage:\n\t"
        + program
        + """
         -[aA] [options] [forced_version]

        If no arguments (except options) are given, "depmod -a" is assumed

        depmod will output a dependency list suitable for the modprobe utility.

        Options:
        \t-a, --all            Probe all modules
        \t-A, --quick          Only does the work if there's a new module
        \t-e, --errsyms        Report not supplied symbols
        \t-n, --show           Write the dependency file on stdout only
        \t-P, --symbol-prefix  Architecture symbol prefix
        \t-C, --config=PATH    Read configuration from PATH
        \t-v, --verbose        Enable verbose mode
        \t-w, --warn           Warn on duplicates
        \t-V, --version        show version
        \t-h, --help           show this help

        The following options are useful for people managing distributions:
        \t-b, --basedir=DIR    Use an image of a module tree.
        \t-F, --filesyms=FILE  Use the file instead of the
        \t                     current kernel symbols.
        \t-E, --symvers=FILE   Use Module.symvers file to check
        \t                     symbol versions.
        """;
  }

  /** What the command line says. */
  private static final class Arguments {
    private boolean all;
    private boolean quick;
    private boolean show;
    private boolean printUnknown;
    private boolean warnDuplicates;
    private char symbolPrefix;
    private String root = "";
    private @Nullable String symvers;
    private @Nullable String systemMap;
    private int verbose = Tool.WARNING;
    private final List<String> configPaths = new ArrayList<>();
  }

  @Override
  int main(Tool tool, List<String> argv) throws ErrnoException, ToolExit {
    Arguments arguments = new Arguments();
    GetoptLong options = new GetoptLong(tool, argv, "aAb:C:E:F:euqrvnP:wmVh", OPTIONS);
    for (int c = options.next(); c != GetoptLong.END; c = options.next()) {
      if (c == 'h' || c == 'V') {
        tool.print(c == 'h' ? usage(tool.program()) : Tool.VERSION);
        return 0;
      }
      if (c == GetoptLong.ERROR) {
        return 1;
      }
      set(tool, arguments, options, (char) c);
    }
    List<String> operands = options.operands();
    String version = tool.calls().uname().release();
    if (!operands.isEmpty()) {
      version = operands.getFirst();
      if (!isVersion(version)) {
        tool.error("Bad version passed " + version);
        return 1;
      }
      operands = operands.subList(1, operands.size());
    }
    String directory = arguments.root + "/lib/modules/" + version;
    boolean all = arguments.all || operands.isEmpty();
    if (arguments.quick) {
      if (arguments.show || UpToDateCheck.isUpToDate(tool, directory)) {
        return 0;
      }
      all = true;
    }
    return run(tool, arguments, directory, version, all ? null : operands);
  }

  private static void set(Tool tool, Arguments arguments, GetoptLong options, char option)
      throws ErrnoException, ToolExit {
    String argument = options.argument();
    switch (option) {
      case 'a' -> arguments.all = true;
      case 'A' -> arguments.quick = true;
      case 'b' -> arguments.root = absolute(tool, argument);
      case 'C' -> arguments.configPaths.add(argument);
      case 'E' -> arguments.symvers = argument;
      case 'F' -> arguments.systemMap = argument;
      case 'e' -> arguments.printUnknown = true;
      case 'v' -> arguments.verbose++;
      case 'n' -> arguments.show = true;
      case 'P' -> {
        if (argument.length() > 1) {
          tool.log(Tool.CRITICAL, "-P only takes a single char");
        }
        arguments.symbolPrefix = argument.isEmpty() ? '\0' : argument.charAt(0);
      }
      case 'w' -> arguments.warnDuplicates = true;
      default -> {
        // -u, -q, -r and -m
        String name = options.longName();
        String given = name == null ? "-" + option : "--" + name;
        tool.warning("Ignored deprecated option " + given);
      }
    }
  }

  private static String absolute(Tool tool, String path) throws ErrnoException {
    return path.startsWith("/") ? path : tool.calls().getcwd() + "/" + path;
  }

  /** Null {@code files}: all modules below the directory. */
  private static int run(
      Tool tool,
      Arguments arguments,
      String directory,
      String version,
      @Nullable List<String> files)
      throws ErrnoException, ToolExit {
    // kmod_new() complains of a bad modules.softdep
    KmodContext context = tool.context(directory, List.of());
    tool.setPriority(arguments.verbose);
    tool.adoptLog(context);
    Depmod.Options options =
        new Depmod.Options(
            directory,
            version,
            arguments.configPaths,
            arguments.symvers,
            arguments.systemMap,
            arguments.printUnknown,
            arguments.symbolPrefix,
            arguments.warnDuplicates,
            temporarySuffix(tool));
    DepmodToolLog log = new DepmodToolLog(tool);
    Depmod depmod = new Depmod(tool.tree(), options, log, context.log());
    try {
      if (files == null) {
        depmod.runAll();
      } else {
        depmod.runFiles(files);
      }
      if (arguments.show) {
        byte[] text = depmod.show();
        tool.session().out().write(text, 0, text.length);
      } else {
        depmod.write();
      }
      return 0;
    } catch (DepmodFailure e) {
      return 1;
    }
  }

  /** Process, microseconds and seconds. */
  private static String temporarySuffix(Tool tool) throws ErrnoException {
    long now = tool.calls().clockGettime(CLOCK_REALTIME);
    return tool.calls().getpid() + "." + now % SECOND / MICROSECOND + "." + now / SECOND;
  }

  /** is_version_number(): sscanf("%u.%u"). */
  private static boolean isVersion(String text) {
    int i = digits(text, 0);
    return i > 0 && text.startsWith(".", i) && digits(text, i + 1) > i + 1;
  }

  private static int digits(String text, int start) {
    int i = start;
    while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
      i++;
    }
    return i;
  }
}
