package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Terminal;
import io.kobox.syscalls.Stat;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ls was asked for. */
final class LsOptions {
  /** How entries are laid out. */
  enum Layout {
    LINES,
    LONG,
    COLUMNS,
    ACROSS,
    COMMAS
  }

  private static final char COLOR = '\u0100';
  private static final char FULL_TIME = '\u0101';
  private static final char SORT = '\u0102';
  private static final char TIME = '\u0103';
  private static final char TIME_STYLE = '\u0104';
  private static final char GROUP_FIRST = '\u0105';

  private final Options options;
  private final boolean terminal;
  private final Layout layout;
  private final boolean color;

  private LsOptions(Options options, boolean terminal, boolean canColor) throws CommandException {
    this.options = options;
    this.terminal = terminal;
    this.layout = layout(options, terminal);
    this.color = color(options, terminal) && canColor;
  }

  static LsOptions parse(Session session) throws CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "abcdfghiklmnopqrstuvw:xABCDFGHI:LNQRST:UXZ1"
                + COLOR
                + "::"
                + FULL_TIME
                + SORT
                + ":"
                + TIME
                + ":"
                + TIME_STYLE
                + ":"
                + GROUP_FIRST,
            "all=a",
            "almost-all=A",
            "color=" + COLOR,
            "directory=d",
            "classify=F",
            "full-time=" + FULL_TIME,
            "group-directories-first=" + GROUP_FIRST,
            "human-readable=h",
            "inode=i",
            "dereference=L",
            "numeric-uid-gid=n",
            "no-group=G",
            "reverse=r",
            "recursive=R",
            "size=s",
            "sort=" + SORT,
            "time=" + TIME,
            "time-style=" + TIME_STYLE);
    String term = session.environment().getOrDefault("TERM", "dumb");
    return new LsOptions(options, Terminal.is(session.calls(), 1), !term.equals("dumb"));
  }

  private static Layout layout(Options options, boolean terminal) {
    char last = options.last("lgno1CxmF" + FULL_TIME);
    char format = options.last("lgno1Cxm" + FULL_TIME);
    if (last == 0 || format == 0) {
      return terminal ? Layout.COLUMNS : Layout.LINES;
    }
    return switch (format) {
      case '1' -> options.last("lgno" + FULL_TIME) != 0 ? Layout.LONG : Layout.LINES;
      case 'C' -> Layout.COLUMNS;
      case 'x' -> Layout.ACROSS;
      case 'm' -> Layout.COMMAS;
      default -> Layout.LONG;
    };
  }

  private static boolean color(Options options, boolean terminal) throws CommandException {
    if (!options.has(COLOR)) {
      return false;
    }
    String when = options.argument(COLOR);
    return switch (when == null ? "always" : when) {
      case "always", "yes", "force" -> true;
      case "auto", "tty", "if-tty" -> terminal;
      case "never", "no", "none" -> false;
      default ->
          throw CommandException.usage(
              "invalid argument '"
                  + when
                  + "' for '--color'\nValid arguments are:\n"
                  + "  - 'always', 'yes', 'force'\n  - 'never', 'no', 'none'\n"
                  + "  - 'auto', 'tty', 'if-tty'");
    };
  }

  List<String> operands() {
    return options.operands();
  }

  Layout layout() {
    return layout;
  }

  boolean isLong() {
    return layout == Layout.LONG;
  }

  boolean color() {
    return color;
  }

  boolean toTerminal() {
    return terminal;
  }

  boolean directory() {
    return options.has('d');
  }

  boolean recursive() {
    return options.has('R') && !options.has('d');
  }

  boolean human() {
    return options.has('h');
  }

  boolean inode() {
    return options.has('i');
  }

  boolean blocks() {
    return options.has('s');
  }

  boolean numericIds() {
    return options.has('n');
  }

  boolean owner() {
    return !options.has('g');
  }

  boolean group() {
    return !options.has('o') && !options.has('G');
  }

  boolean classify() {
    return options.last("Fp") == 'F';
  }

  boolean slashes() {
    return options.last("Fp") == 'p';
  }

  boolean fullTime() {
    return options.has(FULL_TIME) || "full-iso".equals(options.argument(TIME_STYLE));
  }

  @Nullable String timeStyle() {
    return options.argument(TIME_STYLE);
  }

  boolean followAll() {
    return options.has('L');
  }

  boolean followOperands() {
    return options.has('H') || options.has('L');
  }

  /** A link to a directory given as operand is followed unless the link itself is described. */
  boolean followDirectoryOperands() {
    return !options.has('d') && !isLong() && !options.has('F') && !options.has('H');
  }

  boolean shows(String name) {
    if (!name.startsWith(".") || options.has('a') || options.has('f')) {
      return true;
    }
    return options.has('A') && !name.equals(".") && !name.equals("..");
  }

  /** Whether names and types of the directory are not enough. */
  boolean needsStat() {
    return isLong()
        || blocks()
        || options.has('F')
        || options.has('L')
        || options.last("tS") != 0
        || options.has(SORT)
        || color;
  }

  /** The time that is shown. */
  long time(Stat stat) {
    String time = options.argument(TIME);
    char which = options.last("cu");
    if (which == 'c' || "ctime".equals(time) || "status".equals(time)) {
      return stat.ctime();
    }
    boolean access = which == 'u' || "atime".equals(time) || "access".equals(time);
    return access ? stat.atime() : stat.mtime();
  }

  Comparator<LsEntry> order() {
    Comparator<LsEntry> byName = Comparator.comparing(LsEntry::name);
    char sort = sortLetter();
    Comparator<LsEntry> order =
        switch (sort) {
          case 't' ->
              Comparator.comparingLong((LsEntry e) -> e.stat() == null ? 0 : time(e.stat()))
                  .reversed()
                  .thenComparing(byName);
          case 'S' -> Comparator.comparingLong(LsEntry::size).reversed().thenComparing(byName);
          case 'X' -> Comparator.comparing(LsOptions::extension).thenComparing(byName);
          case 'U' -> Comparator.comparing((LsEntry e) -> "");
          default -> byName;
        };
    if (options.has('r') && sort != 'U') {
      order = order.reversed();
    }
    if (options.has(GROUP_FIRST)) {
      order = Comparator.comparing((LsEntry e) -> !e.isDirectory()).thenComparing(order);
    }
    return order;
  }

  private char sortLetter() {
    String word = options.argument(SORT);
    if (word != null) {
      return switch (word) {
        case "time" -> 't';
        case "size" -> 'S';
        case "extension" -> 'X';
        case "none" -> 'U';
        default -> 'n';
      };
    }
    char letter = options.last("tSUfX");
    if (letter == 0 && options.last("cu") != 0 && !isLong()) {
      return 't';
    }
    return letter == 'f' ? 'U' : letter;
  }

  private static String extension(LsEntry entry) {
    int dot = entry.name().lastIndexOf('.');
    return dot < 0 ? "" : entry.name().substring(dot);
  }
}
