package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.InputFiles;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** {@code tail}, in busybox's words; {@code -f} looks for more once a second. */
public final class Tail extends Utility {
  /** Held lines or bytes of a pipe; a bigger request than this is cut to it. */
  private static final long MAX_HELD = 64 << 20;

  public Tail() {
    super(
        Origin.BUSYBOX,
        "tail",
        "print the last lines",
        """
        Usage: tail [OPTIONS] [FILE]...

        Print last 10 lines of FILEs (or stdin) to.
        With more than one FILE, precede each with a filename header.

          -c [+]N  Print last N bytes
          -n N     Print last N lines
          -n +N    Start on Nth line and print the rest
          -f       Print data as file grows
          -F       Same as -f, but keep retrying
          -s SEC   Wait SEC seconds between reads with -f
          -q       Never print headers
          -v       Always print headers""");
  }

  private boolean cannotOpen;

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(LineCount.modern(session.arguments()), "n:c:fFs:qv");
    char unit = options.last("nc");
    boolean bytes = unit == 'c';
    String text = unit == 0 ? "10" : String.valueOf(options.argument(unit));
    boolean fromStart = text.startsWith("+");
    long count =
        LineCount.parse(text.startsWith("+") || text.startsWith("-") ? text.substring(1) : text);
    List<String> paths = InputFiles.orStandardInput(options.operands());
    List<Integer> files = openAll(session, paths);
    if (files.stream().allMatch(fd -> fd < 0)) {
      throw CommandException.failure(1, "no files");
    }
    boolean headers =
        options.has('v') || (files.stream().filter(fd -> fd >= 0).count() > 1 && !options.has('q'));
    boolean first = true;
    for (int i = 0; i < paths.size(); i++) {
      if (files.get(i) < 0) {
        continue;
      }
      if (headers) {
        String title = paths.get(i).equals("-") ? "standard input" : paths.get(i);
        session.out().println((first ? "" : "\n") + "==> " + title + " <==");
        first = false;
      }
      Input input = new Input(session.calls(), files.get(i), paths.get(i));
      try {
        printEnd(session, input, count, bytes, fromStart);
      } catch (CommandException e) {
        throw CommandException.failure(1, "read error: " + reason(e, paths.get(i)));
      }
    }
    if (options.has('f') || options.has('F')) {
      follow(session, options, paths, files);
    }
    return cannotOpen ? 1 : 0;
  }

  private static String reason(CommandException e, String path) {
    String text = String.valueOf(e.text());
    return text.startsWith(path + ": ") ? text.substring(path.length() + 2) : text;
  }

  private List<Integer> openAll(Session session, List<String> paths) throws ErrnoException {
    List<Integer> files = new ArrayList<>();
    for (String path : paths) {
      try {
        files.add(path.equals("-") ? 0 : session.calls().openat(OpenFlags.AT_FDCWD, path, 0, 0));
      } catch (ErrnoException e) {
        complain(session, "can't open '" + path + "'", e);
        cannotOpen = true;
        files.add(-1);
      }
    }
    return files;
  }

  private static void printEnd(
      Session session, Input input, long count, boolean bytes, boolean fromStart)
      throws ErrnoException, CommandException {
    if (fromStart) {
      printFrom(session, input, count, bytes);
      return;
    }
    Deque<String> held = new ArrayDeque<>();
    long most = Math.min(count, MAX_HELD);
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
        break;
      }
      held.add(unit);
      if (held.size() > most) {
        held.remove();
      }
    }
    for (String unit : held) {
      session.out().print(unit);
    }
  }

  private static void printFrom(Session session, Input input, long start, boolean bytes)
      throws ErrnoException, CommandException {
    long skip = Math.max(0, start - 1);
    byte[] one = new byte[1];
    int b;
    while ((b = input.read()) >= 0) {
      if (skip > 0) {
        skip -= bytes || b == '\n' ? 1 : 0;
        continue;
      }
      one[0] = (byte) b;
      session.out().write(one, 0, 1);
    }
  }

  /** Runs until it is killed. */
  private void follow(Session session, Options options, List<String> paths, List<Integer> files)
      throws ErrnoException, CommandException {
    String pause = options.argument('s');
    Duration interval = Durations.parse(pause == null ? "1" : pause);
    if (interval == null || interval.isZero()) {
      throw CommandException.failure(1, "invalid number '" + pause + "'");
    }
    byte[] buffer = new byte[4096];
    int last = paths.size() - 1;
    while (true) {
      session.out().flush();
      session.calls().nanosleep(interval);
      for (int i = 0; i < files.size(); i++) {
        int count;
        while (files.get(i) >= 0
            && (count = session.calls().read(files.get(i), buffer, 0, buffer.length)) > 0) {
          if (i != last && paths.size() > 1) {
            session.out().println("\n==> " + paths.get(i) + " <==");
            last = i;
          }
          session.out().write(buffer, 0, count);
        }
      }
    }
  }
}
