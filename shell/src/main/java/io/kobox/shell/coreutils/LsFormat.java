package io.kobox.shell.coreutils;

import io.kobox.shell.command.Accounts;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Strftime;
import io.kobox.shell.command.Terminal;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Stat;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the entries of one listing of ls. */
final class LsFormat {
  private static final long HALF_A_YEAR = 31_556_952L / 2 * 1_000_000_000L;

  private final Session session;
  private final LsOptions options;
  private final Accounts accounts;
  private final long now;
  private boolean colorUsed;

  LsFormat(Session session, LsOptions options) {
    this.session = session;
    this.options = options;
    this.accounts = new Accounts(session.calls());
    long clock = 0;
    try {
      clock = session.calls().clockGettime(0);
    } catch (ErrnoException e) {
      clock = 0;
    }
    this.now = clock;
  }

  /** The line before the entries of a directory. */
  void printTotal(List<LsEntry> entries) throws ErrnoException {
    if (!options.isLong() && !options.blocks()) {
      return;
    }
    long total = 0;
    for (LsEntry entry : entries) {
      total += entry.kilobytes();
    }
    session.out().println("total " + (options.human() ? HumanSize.ceiling(total * 1024) : total));
  }

  void print(List<LsEntry> entries) throws ErrnoException {
    switch (options.layout()) {
      case LONG -> printLong(entries);
      case LINES -> {
        List<String> prefixes = prefixes(entries);
        for (int i = 0; i < entries.size(); i++) {
          session.out().println(prefixes.get(i) + decorated(entries.get(i)));
        }
      }
      case COMMAS -> printCommas(entries);
      case COLUMNS, ACROSS -> printColumns(entries);
    }
  }

  /** A name as it is shown: on a terminal quoted for the shell where that is needed. */
  String name(String name) {
    return options.toTerminal() ? ShellQuote.quote(name) : name;
  }

  /* The long format: gobble_file() computes the widths, print_long_format() the line */

  private void printLong(List<LsEntry> entries) throws ErrnoException {
    List<String> prefixes = prefixes(entries);
    List<String[]> rows = new ArrayList<>();
    int[] width = new int[6];
    int size = 0;
    int major = 0;
    int minor = 0;
    for (LsEntry entry : entries) {
      String[] row = cells(entry);
      rows.add(row);
      for (int column = 0; column < row.length; column++) {
        width[column] = Math.max(width[column], row[column].length());
      }
      Stat stat = entry.stat();
      if (stat != null && isDevice(stat)) {
        major = Math.max(major, Integer.toString(Stat.major(stat.rdev())).length());
        minor = Math.max(minor, Integer.toString(Stat.minor(stat.rdev())).length());
      } else {
        size = Math.max(size, row[4].length());
      }
    }
    int sizeWidth = major == 0 ? size : Math.max(size, major + 2 + minor);
    for (int i = 0; i < entries.size(); i++) {
      String[] row = rows.get(i);
      LsEntry entry = entries.get(i);
      StringBuilder line = new StringBuilder(prefixes.get(i));
      line.append(row[0]).append(' ').append(Pad.left(row[1], width[1])).append(' ');
      if (options.owner()) {
        line.append(owner(row[2], width[2])).append(' ');
      }
      if (options.group()) {
        line.append(owner(row[3], width[3])).append(' ');
      }
      Stat stat = entry.stat();
      if (stat != null && isDevice(stat)) {
        String number = Pad.left(Stat.minor(stat.rdev()), minor);
        line.append(Pad.left(Stat.major(stat.rdev()) + ", " + number, sizeWidth));
      } else {
        line.append(Pad.left(row[4], sizeWidth));
      }
      line.append(' ').append(Pad.left(row[5], width[5])).append(' ').append(decorated(entry));
      if (entry.target() != null) {
        line.append(" -> ").append(target(entry, entry.target()));
      }
      session.out().println(line.toString());
    }
  }

  /** Mode, links, owner, group, size, time. */
  private String[] cells(LsEntry entry) {
    Stat stat = entry.stat();
    if (stat == null) {
      String mode = ModeString.of(entry.type()).charAt(0) + "?????????";
      return new String[] {mode, "?", "?", "?", "?", "?"};
    }
    return new String[] {
      ModeString.of(stat.mode()),
      Long.toString(stat.nlink()),
      id(stat.uid(), options.numericIds() ? null : accounts.user(stat.uid())),
      id(stat.gid(), options.numericIds() ? null : accounts.group(stat.gid())),
      options.human() ? HumanSize.ceiling(stat.size()) : Long.toString(stat.size()),
      time(options.time(stat))
    };
  }

  private static String id(int number, @Nullable String name) {
    return name == null ? Integer.toUnsignedString(number) : name;
  }

  private String owner(String text, int width) {
    return options.numericIds() ? Pad.left(text, width) : Pad.right(text, width);
  }

  private static boolean isDevice(Stat stat) {
    return FileMode.isCharacterDevice(stat.mode()) || FileMode.isBlockDevice(stat.mode());
  }

  private String time(long time) {
    String style = options.timeStyle();
    if (options.fullTime()) {
      return Strftime.format("%Y-%m-%d %H:%M:%S.%N %z", time);
    }
    if ("long-iso".equals(style)) {
      return Strftime.format("%Y-%m-%d %H:%M", time);
    }
    if (style != null && style.startsWith("+")) {
      return Strftime.format(style.substring(1), time);
    }
    boolean recent = time > now - HALF_A_YEAR && time <= now;
    if ("iso".equals(style)) {
      return Strftime.format(recent ? "%m-%d %H:%M" : "%Y-%m-%d ", time);
    }
    return Strftime.format(recent ? "%b %e %H:%M" : "%b %e  %Y", time);
  }

  /* Names */

  /** Inode and blocks before each name, right-aligned. */
  private List<String> prefixes(List<LsEntry> entries) {
    int inodeWidth = 0;
    int blocksWidth = 0;
    for (LsEntry entry : entries) {
      inodeWidth = Math.max(inodeWidth, Long.toString(entry.ino()).length());
      blocksWidth = Math.max(blocksWidth, blocks(entry).length());
    }
    List<String> prefixes = new ArrayList<>();
    for (LsEntry entry : entries) {
      String inode = options.inode() ? Pad.left(entry.ino(), inodeWidth) + " " : "";
      prefixes.add(inode + (options.blocks() ? Pad.left(blocks(entry), blocksWidth) + " " : ""));
    }
    return prefixes;
  }

  private String blocks(LsEntry entry) {
    long kilobytes = entry.kilobytes();
    return options.human() ? HumanSize.ceiling(kilobytes * 1024) : Long.toString(kilobytes);
  }

  private String decorated(LsEntry entry) {
    String indicator = entry.target() != null ? "" : indicator(entry.mode());
    return colored(entry.name(), entry.mode(), entry.targetMode()) + indicator;
  }

  private String target(LsEntry entry, String target) {
    int mode = entry.targetMode();
    return colored(target, mode, mode) + (mode == 0 ? "" : indicator(mode));
  }

  private String colored(String name, int mode, int targetMode) {
    String code = options.color() ? LsColors.code(mode, targetMode) : "";
    if (code.isEmpty()) {
      return name(name);
    }
    String reset = colorUsed ? "" : "\033[0m";
    colorUsed = true;
    return reset + "\033[" + code + "m" + name(name) + "\033[0m";
  }

  private String indicator(int mode) {
    if (FileMode.isDirectory(mode)) {
      return options.classify() || options.slashes() ? "/" : "";
    }
    if (!options.classify()) {
      return "";
    }
    return switch (mode & FileMode.S_IFMT) {
      case FileMode.S_IFLNK -> "@";
      case FileMode.S_IFIFO -> "|";
      case FileMode.S_IFSOCK -> "=";
      case FileMode.S_IFREG -> (mode & 0111) != 0 ? "*" : "";
      default -> "";
    };
  }

  /* Several names on a line: calculate_columns(), print_many_per_line(), print_horizontal() */

  private void printCommas(List<LsEntry> entries) throws ErrnoException {
    int columns = Terminal.columns(session, 1);
    List<String> prefixes = prefixes(entries);
    int position = 0;
    for (int i = 0; i < entries.size(); i++) {
      String text = prefixes.get(i) + decorated(entries.get(i));
      if (i > 0) {
        boolean fits = position + 2 + text.length() < columns;
        session.out().print(fits ? ", " : ",\n");
        position = fits ? position + 2 : 0;
      }
      session.out().print(text);
      position += text.length();
    }
    if (!entries.isEmpty()) {
      session.out().print("\n");
    }
  }

  private void printColumns(List<LsEntry> entries) throws ErrnoException {
    List<String> prefixes = prefixes(entries);
    List<String> cells = new ArrayList<>();
    int[] lengths = new int[entries.size()];
    for (int i = 0; i < entries.size(); i++) {
      LsEntry entry = entries.get(i);
      lengths[i] = (prefixes.get(i) + name(entry.name()) + indicator(entry.mode())).length();
      cells.add(prefixes.get(i) + decorated(entry));
    }
    boolean across = options.layout() == LsOptions.Layout.ACROSS;
    LsColumns columns = LsColumns.of(lengths, Terminal.columns(session, 1), across);
    for (String line : columns.lines(cells, lengths)) {
      session.out().println(line);
    }
  }
}
