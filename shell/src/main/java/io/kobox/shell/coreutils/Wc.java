package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** {@code wc}, in busybox's columns. */
public final class Wc extends Utility {
  private static final String ORDER = "lwmcL";

  public Wc() {
    super(
        Origin.BUSYBOX,
        "wc",
        "count lines, words and bytes",
        """
        Usage: wc [-cmlwL] [FILE]...

        Count lines, words, and bytes for FILEs (or stdin)

          -c  Count bytes
          -m  Count characters
          -l  Count newlines
          -w  Count words
          -L  Print longest line length""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "clLwm");
    String wanted = "";
    for (int index = 0; index < ORDER.length(); index++) {
      char letter = ORDER.charAt(index);
      wanted += options.has(letter) ? letter : "";
    }
    String columns = wanted.isEmpty() ? "lwc" : wanted;
    long[] totals = new long[ORDER.length()];
    boolean named = !options.operands().isEmpty();
    boolean plain = columns.length() == 1 && options.operands().size() < 2;
    int[] failed = new int[1];
    int status =
        InputFiles.each(
            session,
            name(),
            options.operands(),
            (input, path) -> {
              long[] counts = new long[ORDER.length()];
              try {
                count(input, counts);
              } catch (CommandException e) {
                complain(session, String.valueOf(e.text()));
                failed[0] = 1;
              }
              print(session, columns, plain, counts, named ? path : null);
              for (int i = 0; i < counts.length; i++) {
                totals[i] = i == 4 ? Math.max(totals[i], counts[i]) : totals[i] + counts[i];
              }
            });
    if (options.operands().size() > 1) {
      print(session, columns, plain, totals, "total");
    }
    return status | failed[0];
  }

  private static void count(Input input, long[] counts) throws CommandException {
    boolean inWord = false;
    long column = 0;
    int b;
    while ((b = input.read()) >= 0) {
      counts[3]++;
      counts[2]++;
      boolean space = b == ' ' || (b >= '\t' && b <= '\r');
      if (!space && b > ' ' && b < 0x7f) {
        column++;
        inWord = true;
      } else if (space) {
        counts[1] += inWord ? 1 : 0;
        inWord = false;
        if (b == '\t') {
          column = (column | 7) + 1;
        } else if (b == ' ') {
          column++;
        } else if (b == '\n' || b == '\r' || b == '\f') {
          counts[0] += b == '\n' ? 1 : 0;
          counts[4] = Math.max(counts[4], column);
          column = 0;
        }
      }
    }
    counts[1] += inWord ? 1 : 0;
    counts[4] = Math.max(counts[4], column);
  }

  private static void print(
      Session session, String columns, boolean plain, long[] counts, @Nullable String path)
      throws ErrnoException {
    StringBuilder line = new StringBuilder();
    for (int index = 0; index < columns.length(); index++) {
      char column = columns.charAt(index);
      long count = counts[ORDER.indexOf(column)];
      line.append(plain ? Long.toString(count) : Pad.left(count, 9)).append(' ');
    }
    line.setLength(line.length() - 1);
    session.out().println(line + (path == null ? "" : " " + path));
  }
}
