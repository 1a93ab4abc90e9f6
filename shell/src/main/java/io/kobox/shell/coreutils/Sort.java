package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Options.Option;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Output;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** {@code sort}, in busybox's words. */
public final class Sort extends Utility {
  private static final int MAX_LINES = 10_000_000;

  public Sort() {
    super(
        Origin.BUSYBOX,
        "sort",
        "sort lines",
        """
        Usage: sort [-nrugMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR]
               [FILE]...

        Sort lines of text

          -o FILE  Output to FILE
          -c       Check whether input is sorted
          -b       Ignore leading blanks
          -f       Ignore case
          -d       Dictionary order (blank or alphanumeric only)
          -n       Sort numbers
          -g       General numerical sort
          -h       Sort human readable numbers (2K 1G)
          -t CHAR  Field separator
          -k N[,M] Sort by Nth field
          -r       Reverse sort order
          -s       Stable (don't sort ties alphabetically)
          -u       Suppress duplicate lines
          -z       NUL terminated input and output""");
  }

  @Override
  protected int usageStatus() {
    return 2;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "ngMucszbrdfihVo:k:t:T:S:",
            "numeric-sort=n",
            "reverse=r",
            "unique=u",
            "key=k",
            "field-separator=t",
            "output=o",
            "stable=s",
            "check=c");
    String separatorText = options.argument('t');
    if (separatorText != null && separatorText.length() != 1) {
      throw CommandException.failure(2, "bad -t parameter");
    }
    char separator = separatorText == null ? 0 : separatorText.charAt(0);
    List<SortKey> keys = keys(options);
    boolean reverse = options.has('r');
    Comparator<String> byKeys =
        (a, b) -> {
          for (SortKey key : keys) {
            int order = key.compare(key.of(a, separator), key.of(b, separator));
            if (order != 0) {
              return order;
            }
          }
          return 0;
        };
    boolean plain = options.has('u') || options.has('s');
    Comparator<String> order =
        plain
            ? byKeys
            : byKeys.thenComparing(
                reverse ? Comparator.<String>reverseOrder() : Comparator.naturalOrder());
    List<String> lines = read(session, options);
    if (options.has('c')) {
      return check(session, lines, byKeys, options.has('u'));
    }
    lines.sort(order);
    write(session, options, lines, byKeys);
    return 0;
  }

  private static List<SortKey> keys(Options options) throws CommandException {
    StringBuilder flags = new StringBuilder();
    for (Option option : options.options()) {
      flags.append(
          "bdfgiMnrhV".indexOf(option.letter()) >= 0 ? String.valueOf(option.letter()) : "");
    }
    List<SortKey> keys = new ArrayList<>();
    for (Option option : options.options()) {
      if (option.letter() != 'k') {
        continue;
      }
      SortKey key = SortKey.parse(String.valueOf(option.argument()));
      if (key == null) {
        throw CommandException.failure(2, "bad field specification '" + option.argument() + "'");
      }
      boolean own = !key.flags().isEmpty();
      keys.add(
          own
              ? key
              : new SortKey(
                  key.field(),
                  key.character(),
                  key.endField(),
                  key.endCharacter(),
                  flags.toString()));
    }
    return keys.isEmpty() ? List.of(SortKey.whole(flags.toString())) : keys;
  }

  private List<String> read(Session session, Options options)
      throws ErrnoException, CommandException {
    List<String> lines = new ArrayList<>();
    char end = options.has('z') ? '\0' : '\n';
    for (String path : InputFiles.orStandardInput(options.operands())) {
      Input input;
      try {
        input = Input.open(session.calls(), path);
      } catch (ErrnoException e) {
        throw CommandException.failure(2, path + ": " + e.getMessage());
      }
      try (input) {
        String line;
        while ((line = input.readRecord(end)) != null) {
          lines.add(line);
          if (lines.size() > MAX_LINES) {
            throw CommandException.failure(2, "out of memory");
          }
        }
      } catch (CommandException e) {
        if (!e.isReadError()) {
          throw e;
        }
      }
    }
    return lines;
  }

  private static int check(
      Session session, List<String> lines, Comparator<String> order, boolean unique)
      throws ErrnoException {
    for (int i = 1; i < lines.size(); i++) {
      int difference = order.compare(lines.get(i - 1), lines.get(i));
      if (difference > 0 || (unique && difference == 0)) {
        session.error("Check line " + i);
        return 1;
      }
    }
    return 0;
  }

  private static void write(
      Session session, Options options, List<String> lines, Comparator<String> byKeys)
      throws ErrnoException, CommandException {
    Output out = session.out();
    String path = options.argument('o');
    int fd = 1;
    if (path != null) {
      try {
        int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
        fd = session.calls().openat(OpenFlags.AT_FDCWD, path, flags, 0666);
      } catch (ErrnoException e) {
        throw CommandException.failure(2, "can't open '" + path + "': " + e.getMessage());
      }
      out = new Output(session.calls(), fd);
    }
    String last = null;
    for (String line : lines) {
      if (!options.has('u') || last == null || byKeys.compare(last, line) != 0) {
        out.print(line + (options.has('z') ? "\0" : "\n"));
      }
      last = line;
    }
    out.flush();
  }
}
