package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code diff}, the unified format that is busybox's only one; of two files. */
public final class Diff extends Utility {
  private static final int MAX_LINES = 20_000;

  public Diff() {
    super(
        Origin.BUSYBOX,
        "diff",
        "compare files line by line",
        "Usage: diff [-qs] [-U LINES] FILE1 FILE2\n\nCompare files line by line and output the differences between them.\n\n  -q  Output only whether files differ\n  -s  Report when two files are the same\n  -U  Output LINES lines of context");
  }

  @Override
  protected int usageStatus() {
    return 2;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "qsuU:Nabdiwt", "brief=q", "unified=U");
    if (options.operands().size() != 2) {
      throw CommandException.usage(null);
    }
    String firstPath = options.operands().getFirst();
    String secondPath = options.operands().get(1);
    String given = options.argument('U');
    int context =
        given != null && Numbers.isDigits(given) && given.length() < 6
            ? Integer.parseInt(given)
            : 3;
    List<String> first = read(session, firstPath);
    List<String> second = read(session, secondPath);
    if (first.equals(second)) {
      if (options.has('s')) {
        session.out().println("Files " + firstPath + " and " + secondPath + " are identical");
      }
      return 0;
    }
    if (options.has('q')) {
      session.out().println("Files " + firstPath + " and " + secondPath + " differ");
      return 1;
    }
    session.out().println("--- " + firstPath);
    session.out().println("+++ " + secondPath);
    DiffHunks.print(session.out(), first, second, context);
    return 1;
  }

  /** The lines with their newlines. */
  private static List<String> read(Session session, String path)
      throws ErrnoException, CommandException {
    List<String> lines = new ArrayList<>();
    Input opened;
    try {
      opened = Input.open(session.calls(), path);
    } catch (ErrnoException e) {
      throw CommandException.failure(2, "can't stat '" + path + "': " + e.getMessage());
    }
    try (Input input = opened) {
      String line;
      while ((line = input.readLine()) != null) {
        if (lines.size() == MAX_LINES) {
          throw CommandException.failure(2, path + ": too many lines");
        }
        lines.add(line + (input.lineEnded() ? "\n" : ""));
      }
    }
    return lines;
  }
}
