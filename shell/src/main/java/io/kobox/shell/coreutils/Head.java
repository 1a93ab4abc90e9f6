package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** {@code head}, in busybox's words. */
public final class Head extends Utility {
  public Head() {
    super(
        Origin.BUSYBOX,
        "head",
        "print the first lines",
        """
        Usage: head [OPTIONS] [FILE]...

        Print first 10 lines of FILEs (or stdin).
        With more than one FILE, precede each with a filename header.

          -n N     Print first N lines (N may end in b, k, m)
          -n -N    Print all except N last lines
          -c [-]N  Print first N bytes
          -q       Never print headers
          -v       Always print headers""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(LineCount.modern(session.arguments()), "n:c:qv");
    char unit = options.last("nc");
    boolean bytes = unit == 'c';
    String text = unit == 0 ? "10" : String.valueOf(options.argument(unit));
    boolean allBut = text.startsWith("-");
    long count = LineCount.parse(allBut ? text.substring(1) : text);
    List<String> files = InputFiles.orStandardInput(options.operands());
    boolean headers = options.has('v') || (files.size() > 1 && !options.has('q'));
    return InputFiles.each(
        session,
        name(),
        files,
        (input, path) -> {
          if (headers) {
            String title = path.equals("-") ? "standard input" : path;
            session
                .out()
                .println((path.equals(files.getFirst()) ? "" : "\n") + "==> " + title + " <==");
          }
          if (allBut) {
            printAllBut(session, input, count, bytes);
          } else if (bytes) {
            printBytes(session, input, count);
          } else {
            printLines(session, input, count);
          }
        });
  }

  private static void printBytes(Session session, Input input, long count)
      throws ErrnoException, CommandException {
    byte[] buffer = new byte[4096];
    long left = count;
    while (left > 0) {
      int got = input.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (got < 0) {
        return;
      }
      session.out().write(buffer, 0, got);
      left -= got;
    }
  }

  /** Byte by byte, so that a line of any length passes. */
  private static void printLines(Session session, Input input, long count)
      throws ErrnoException, CommandException {
    byte[] one = new byte[1];
    long left = count;
    while (left > 0) {
      int b = input.read();
      if (b < 0) {
        return;
      }
      one[0] = (byte) b;
      session.out().write(one, 0, 1);
      left -= b == '\n' ? 1 : 0;
    }
  }

  private static void printAllBut(Session session, Input input, long count, boolean bytes)
      throws ErrnoException, CommandException {
    Deque<String> held = new ArrayDeque<>();
    while (true) {
      String unit;
      if (bytes) {
        int b = input.read();
        unit = b < 0 ? null : String.valueOf((char) b);
      } else {
        String line = input.readLine();
        unit = line == null ? null : input.lineEnded() ? line + "\n" : line;
      }
      if (unit == null) {
        return;
      }
      held.add(unit);
      if (held.size() > count) {
        session.out().print(held.remove());
      }
    }
  }
}
