package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Options.Option;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** {@code grep}, with busybox's options and words. {@code egrep} and {@code fgrep} are it too. */
public final class Grep extends Utility {
  private static final int TROUBLE = 2;
  private static final int MAX_DEPTH = 256;

  private final char implied;

  public Grep() {
    this("grep", '\0');
  }

  private Grep(String name, char implied) {
    super(
        Origin.BUSYBOX,
        name,
        "print lines that match a pattern",
        """
        Usage: grep [-HhnlLoqvsrRiwFExaz] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... }
               [FILE]...

        Search for PATTERN in FILEs (or stdin)

          -H      Add 'filename:' prefix
          -h      Do not add 'filename:' prefix
          -n      Add 'line_no:' prefix
          -l      Show only names of files that match
          -L      Show only names of files that don't match
          -c      Show only count of matching lines
          -o      Show only the matching part of line
          -q      Quiet. Return 0 if PATTERN is found, 1 otherwise
          -v      Select non-matching lines
          -s      Suppress open and read errors
          -r      Recurse
          -R      Recurse and dereference symlinks
          -i      Ignore case
          -w      Match whole words only
          -x      Match whole lines only
          -F      PATTERN is a literal (not regexp)
          -E      PATTERN is an extended regexp
          -m N    Match up to N times per file
          -A N    Print N lines of trailing context
          -B N    Print N lines of leading context
          -C N    Same as '-A N -B N'
          -e PTRN Pattern to match
          -f FILE Read pattern from file""");
    this.implied = implied;
  }

  /** {@code egrep}. */
  public static Grep extended() {
    return new Grep("egrep", 'E');
  }

  /** {@code fgrep}. */
  public static Grep fixed() {
    return new Grep("fgrep", 'F');
  }

  @Override
  protected int usageStatus() {
    return TROUBLE;
  }

  @Override
  protected int writeFailed(Session session, ErrnoException e) {
    return 0;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "lLnqvscFiHhe:f:om:rRwxA:B:C:EaIyUz",
            "color=\u0100",
            "extended-regexp=E",
            "fixed-strings=F",
            "ignore-case=i",
            "invert-match=v",
            "count=c",
            "quiet=q",
            "line-number=n");
    List<String> operands = new ArrayList<>(options.operands());
    List<String> patterns = patterns(session, options, operands);
    GrepPatterns matcher = GrepPatterns.compile(patterns, options, implied);
    boolean recursive = options.has('r') || options.has('R');
    if (operands.isEmpty()) {
      operands.add(recursive ? "." : "-");
    }
    boolean named =
        options.last("hH") == 'H'
            || (options.last("hH") == 0 && (operands.size() > 1 || recursive));
    GrepSearch search =
        new GrepSearch(
            session,
            options,
            matcher,
            named,
            number(options, 'm', Long.MAX_VALUE),
            context(options, 'B'),
            context(options, 'A'));
    for (String path : operands) {
      if (recursive && !path.equals("-")) {
        searchTree(session, search, path, options.has('R'), 0);
      } else {
        searchFile(session, search, path);
      }
      if (search.isDone()) {
        return 0;
      }
    }
    if (search.failed() && !(options.has('q') && search.found())) {
      return TROUBLE;
    }
    return search.found() ? 0 : 1;
  }

  private void searchFile(Session session, GrepSearch search, String path)
      throws ErrnoException, CommandException {
    Input input;
    try {
      input = Input.open(session.calls(), path);
    } catch (ErrnoException e) {
      search.openFailed(path, e);
      return;
    }
    try (input) {
      search.run(input, path);
    } catch (CommandException e) {
      if (!e.isReadError()) {
        throw e;
      }
      search.endFile(path);
    }
  }

  private void searchTree(
      Session session, GrepSearch search, String path, boolean follow, int depth)
      throws ErrnoException, CommandException {
    SystemCalls calls = session.calls();
    List<DirectoryEntry> entries;
    try {
      int mode = calls.newfstatat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_SYMLINK_NOFOLLOW).mode();
      boolean link = FileMode.isSymbolicLink(mode);
      if (link) {
        mode = calls.newfstatat(OpenFlags.AT_FDCWD, path, 0).mode();
      }
      if (!FileMode.isDirectory(mode)) {
        searchFile(session, search, path);
        return;
      }
      if (link && depth > 0 && !follow) {
        return;
      }
      int fd = calls.openat(OpenFlags.AT_FDCWD, path, OpenFlags.O_DIRECTORY, 0);
      try {
        entries = calls.getdents64(fd);
      } finally {
        calls.close(fd);
      }
    } catch (ErrnoException e) {
      complain(session, path, e);
      return;
    }
    for (DirectoryEntry entry : entries) {
      if (entry.name().equals(".") || entry.name().equals("..") || depth == MAX_DEPTH) {
        continue;
      }
      searchTree(session, search, PathNames.join(path, entry.name()), follow, depth + 1);
      if (search.isDone()) {
        return;
      }
    }
  }

  /** All patterns; takes the first operand if neither -e nor -f gives one. */
  private static List<String> patterns(Session session, Options options, List<String> operands)
      throws CommandException, ErrnoException {
    List<String> patterns = new ArrayList<>();
    for (Option option : options.options()) {
      if (option.letter() == 'e') {
        patterns.addAll(List.of(String.valueOf(option.argument()).split("\n", -1)));
      } else if (option.letter() == 'f') {
        try (Input input = InputFiles.open(session, String.valueOf(option.argument()))) {
          String line;
          while ((line = input.readLine()) != null) {
            patterns.add(line);
          }
        }
      }
    }
    if (!options.has('e') && !options.has('f')) {
      if (operands.isEmpty()) {
        throw CommandException.usage(null);
      }
      patterns.addAll(List.of(operands.removeFirst().split("\n", -1)));
    }
    return patterns;
  }

  private static int context(Options options, char side) throws CommandException {
    long lines = number(options, side, number(options, 'C', 0));
    return (int) Math.min(lines, 1_000_000);
  }

  private static long number(Options options, char letter, long otherwise) throws CommandException {
    String text = options.argument(letter);
    if (text == null) {
      return otherwise;
    }
    if (!Numbers.isDigits(text) || text.length() > 18) {
      throw CommandException.failure(TROUBLE, "invalid number '" + text + "'");
    }
    return Long.parseLong(text);
  }
}
