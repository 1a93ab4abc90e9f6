package io.kobox.shell.kmod;

import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** modprobe's command line (kmod: tools/modprobe.c: do_modprobe()). */
final class ModprobeOptions {
  private static final String SHORT = "arw:RibfDcnC:d:S:sqvVh";
  private static final int FORCE_VERMAGIC = 1;
  private static final int FORCE_MODVERSION = 2;
  private static final int FIRST_TIME = 3;
  private static final int SHOW_MODVERSIONS = 4;
  private static final int REMOVE_HOLDERS = 5;
  private static final int SHOW_EXPORTS = 6;

  private static final List<GetoptLong.Option> LONG =
      List.of(
          GetoptLong.Option.flag("all", 'a'),
          GetoptLong.Option.flag("remove", 'r'),
          GetoptLong.Option.flag("remove-dependencies", REMOVE_HOLDERS),
          GetoptLong.Option.flag("remove-holders", REMOVE_HOLDERS),
          GetoptLong.Option.with("wait", 'w'),
          GetoptLong.Option.flag("resolve-alias", 'R'),
          GetoptLong.Option.flag("first-time", FIRST_TIME),
          GetoptLong.Option.flag("ignore-install", 'i'),
          GetoptLong.Option.flag("ignore-remove", 'i'),
          GetoptLong.Option.flag("use-blacklist", 'b'),
          GetoptLong.Option.flag("force", 'f'),
          GetoptLong.Option.flag("force-modversion", FORCE_MODVERSION),
          GetoptLong.Option.flag("force-vermagic", FORCE_VERMAGIC),
          GetoptLong.Option.flag("show-depends", 'D'),
          GetoptLong.Option.flag("showconfig", 'c'),
          GetoptLong.Option.flag("show-config", 'c'),
          GetoptLong.Option.flag("show-modversions", SHOW_MODVERSIONS),
          GetoptLong.Option.flag("dump-modversions", SHOW_MODVERSIONS),
          GetoptLong.Option.flag("show-exports", SHOW_EXPORTS),
          GetoptLong.Option.flag("dry-run", 'n'),
          GetoptLong.Option.flag("show", 'n'),
          GetoptLong.Option.with("config", 'C'),
          GetoptLong.Option.with("dirname", 'd'),
          GetoptLong.Option.with("set-version", 'S'),
          GetoptLong.Option.flag("syslog", 's'),
          GetoptLong.Option.flag("quiet", 'q'),
          GetoptLong.Option.flag("verbose", 'v'),
          GetoptLong.Option.flag("version", 'V'),
          GetoptLong.Option.flag("help", 'h'));

  boolean all;
  boolean remove;
  boolean removeHolders;
  boolean resolveAlias;
  boolean firstTime;
  boolean ignoreCommands;
  boolean useBlacklist;
  boolean force;
  boolean forceModversion;
  boolean forceVermagic;
  boolean showConfig;
  boolean showModversions;
  boolean showExports;
  boolean dryRun;
  boolean show;
  boolean ignoreLoaded;
  boolean help;
  boolean version;
  long waitMilliseconds;
  int verbose = Tool.WARNING;
  @Nullable String root;
  @Nullable String kernelVersion;
  final List<String> configPaths = new ArrayList<>();
  List<String> operands = List.of();

  /** The environment of commands: this run's options are in MODPROBE_OPTIONS. */
  final Map<String, String> environment;

  private ModprobeOptions(Map<String, String> environment) {
    this.environment = new HashMap<>(environment);
  }

  static ModprobeOptions parse(Tool tool, List<String> argv) throws ErrnoException, ToolExit {
    ModprobeOptions options = new ModprobeOptions(tool.session().environment());
    String given = options.environment.get("MODPROBE_OPTIONS");
    List<String> words = given == null ? argv : prepend(argv, given);
    GetoptLong getopt = new GetoptLong(tool, words, SHORT, LONG);
    for (int c = getopt.next(); c != GetoptLong.END; c = getopt.next()) {
      if (c == GetoptLong.ERROR) {
        throw new ToolExit(1);
      }
      options.set(tool, c, getopt.argument());
      if (options.help || options.version) {
        break;
      }
    }
    options.operands = getopt.operands();
    return options;
  }

  private void set(Tool tool, int option, String argument) throws ErrnoException, ToolExit {
    switch (option) {
      case 'a' -> all = true;
      case 'r' -> remove = true;
      case REMOVE_HOLDERS -> removeHolders = true;
      case 'w' -> waitMilliseconds = waitTime(tool, argument);
      case FIRST_TIME -> firstTime = true;
      case 'i' -> ignoreCommands = true;
      case 'b' -> useBlacklist = true;
      case 'f' -> force = true;
      case FORCE_MODVERSION -> forceModversion = true;
      case FORCE_VERMAGIC -> forceVermagic = true;
      case 'D' -> {
        ignoreLoaded = true;
        dryRun = true;
        show = true;
      }
      case 'R' -> resolveAlias = true;
      case 'c' -> showConfig = true;
      case SHOW_MODVERSIONS -> showModversions = true;
      case SHOW_EXPORTS -> showExports = true;
      case 'n' -> dryRun = true;
      case 'C' -> {
        configPaths.add(argument);
        passOn("-C");
        passOn(argument);
      }
      case 'd' -> root = argument;
      case 'S' -> kernelVersion = argument;
      case 's' -> {
        passOn("-s");
        tool.useSyslog();
      }
      case 'q' -> {
        passOn("-q");
        verbose = Tool.EMERGENCY;
      }
      case 'v' -> {
        passOn("-v");
        verbose++;
      }
      case 'V' -> version = true;
      case 'h' -> help = true;
      default -> throw new ToolExit(1);
    }
  }

  /** strtoul() with any base. */
  private static long waitTime(Tool tool, String text) throws ErrnoException, ToolExit {
    try {
      return Long.decode(text);
    } catch (NumberFormatException e) {
      tool.error("unexpected wait value '" + text + "'.");
      throw new ToolExit(1);
    }
  }

  private void passOn(String word) {
    environment.merge("MODPROBE_OPTIONS", word, (old, added) -> old + " " + added);
  }

  /** prepend_options_from_env(): words apart by spaces, of which quotes may hold some. */
  private static List<String> prepend(List<String> argv, String given) {
    List<String> words = new ArrayList<>();
    words.add(argv.getFirst());
    StringBuilder word = new StringBuilder();
    char quote = 0;
    boolean started = false;
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        started = true;
      } else if (c == ' ') {
        words.add(word.toString());
        word.setLength(0);
        started = false;
      } else {
        word.append(c);
        started = true;
      }
    }
    if (started) {
      words.add(word.toString());
    }
    words.addAll(argv.subList(1, argv.size()));
    return words;
  }
}
