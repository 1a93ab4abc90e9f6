package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Input;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code cmp}, in busybox's words. */
public final class Cmp extends Utility {
  public Cmp() {
    super(
        Origin.BUSYBOX,
        "cmp",
        "compare two files byte by byte",
        "Usage: cmp [-ls] FILE1 [FILE2]\n\nCompare FILE1 with FILE2 (or stdin)\n\n  -l  Write the byte numbers (decimal) and values (octal) of all differing bytes\n  -s  Quiet");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "ls", "silent=s", "quiet=s", "verbose=l");
    List<String> paths = options.operands();
    if (paths.isEmpty() || paths.size() > 2) {
      throw CommandException.usage(null);
    }
    String firstPath = paths.getFirst();
    String secondPath = paths.size() > 1 ? paths.get(1) : "-";
    try (Input first = open(session, firstPath);
        Input second = open(session, secondPath)) {
      long line = 1;
      long count = 1;
      int status = 0;
      while (true) {
        int a = first.read();
        int b = second.read();
        if (a == b) {
          if (a < 0) {
            return status;
          }
        } else if (a < 0 || b < 0) {
          if (!options.has('s')) {
            session.error("cmp: EOF on " + (a < 0 ? firstPath : secondPath));
          }
          return 1;
        } else if (options.has('l')) {
          session
              .out()
              .println(
                  count
                      + " "
                      + Pad.left(Integer.toOctalString(a), 3)
                      + " "
                      + Pad.left(Integer.toOctalString(b), 3));
          status = 1;
        } else {
          if (!options.has('s')) {
            session
                .out()
                .println(
                    firstPath + " " + secondPath + " differ: char " + count + ", line " + line);
          }
          return 1;
        }
        line += a == '\n' ? 1 : 0;
        count++;
      }
    } catch (CommandException e) {
      throw e.isReadError() ? CommandException.failure(2, String.valueOf(e.text())) : e;
    }
  }

  private static Input open(Session session, String path) throws CommandException {
    try {
      return Input.open(session.calls(), path);
    } catch (ErrnoException e) {
      throw CommandException.failure(2, path + ": " + e.getMessage());
    }
  }
}
