package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Numbers;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code tac}, {@code rev}, {@code nl}, {@code fold}: files line by line, in busybox's words. */
public final class LineFilter extends Utility {
  private static final int MAX_LINES = 10_000_000;

  /** Which of them. */
  public enum Kind {
    TAC(
        "tac",
        "print files backwards",
        "Usage: tac [FILE]...\n\nConcatenate FILEs and print them in reverse"),
    REV("rev", "reverse each line", "Usage: rev [FILE]...\n\nReverse lines of FILE"),
    NL(
        "nl",
        "number lines",
        "Usage: nl [OPTIONS] [FILE]...\n\nWrite FILEs to standard output with line numbers added\n\n  -b STYLE  Which lines to number - a: all, t: nonempty, n: none\n  -i N      Line number increment\n  -s STRING Use STRING after line number\n  -v N      Start from N\n  -w N      Width of line numbers"),
    FOLD(
        "fold",
        "wrap long lines",
        "Usage: fold [-bs] [-w WIDTH] [FILE]...\n\nWrap input lines in FILEs (or stdin), writing to stdout\n\n  -b  Count bytes rather than columns\n  -s  Break at spaces\n  -w  Use WIDTH columns instead of 80");

    private final String command;
    private final String summary;
    private final String usage;

    Kind(String command, String summary, String usage) {
      this.command = command;
      this.summary = summary;
      this.usage = usage;
    }
  }

  private final Kind kind;
  private final List<String> held = new ArrayList<>();
  private long number;

  public LineFilter(Kind kind) {
    super(Origin.BUSYBOX, kind.command, kind.summary, kind.usage);
    this.kind = kind;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    String letters = kind == Kind.NL ? "b:i:s:v:w:" : kind == Kind.FOLD ? "bsw:" : "";
    Options options = Options.parse(session.arguments(), letters);
    int width = (int) number(options, 'w', kind == Kind.FOLD ? 80 : 6);
    if (kind == Kind.FOLD && (width < 1 || width > 10_000)) {
      throw CommandException.failure(1, "number " + width + " is not in 1..10000 range");
    }
    number = number(options, 'v', 1);
    long step = number(options, 'i', 1);
    int status =
        InputFiles.each(
            session,
            name(),
            options.operands(),
            (input, path) -> {
              String line;
              while ((line = input.readLine()) != null) {
                String end = input.lineEnded() ? "\n" : "";
                switch (kind) {
                  case TAC -> hold(line + end);
                  case REV -> session.out().print(new StringBuilder(line).reverse() + end);
                  case FOLD -> session.out().print(fold(line, width, options.has('s')) + end);
                  case NL -> session.out().println(numbered(line, options, width, step));
                }
              }
            });
    for (int i = held.size() - 1; i >= 0; i--) {
      session.out().print(held.get(i));
    }
    return status;
  }

  private void hold(String line) throws CommandException {
    if (held.size() == MAX_LINES) {
      throw CommandException.failure(1, "out of memory");
    }
    held.add(line);
  }

  private String numbered(String line, Options options, int width, long step) {
    String style = options.argument('b');
    boolean counts =
        (style == null || style.startsWith("t")) ? !line.isEmpty() : style.startsWith("a");
    String separator = options.has('s') ? String.valueOf(options.argument('s')) : "\t";
    if (!counts) {
      return " ".repeat(Math.clamp(width + separator.length(), 0, 1000)) + line;
    }
    String text = Pad.left(number, Math.min(width, 1000)) + separator + line;
    number += step;
    return text;
  }

  private static String fold(String line, int width, boolean atSpaces) {
    StringBuilder text = new StringBuilder();
    String rest = line;
    while (rest.length() > width) {
      int space = atSpaces ? rest.lastIndexOf(' ', width - 1) + 1 : 0;
      int end = space > 0 ? space : width;
      text.append(rest, 0, end).append('\n');
      rest = rest.substring(end);
    }
    return text + rest;
  }

  private static long number(Options options, char letter, long otherwise) throws CommandException {
    String text = options.argument(letter);
    if (text == null) {
      return otherwise;
    }
    try {
      return Math.clamp(Numbers.decimal(text), -1_000_000_000L, 1_000_000_000L);
    } catch (NumberFormatException e) {
      throw CommandException.failure(1, "invalid number '" + text + "'");
    }
  }
}
