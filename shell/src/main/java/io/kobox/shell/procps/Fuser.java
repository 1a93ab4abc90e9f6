package io.kobox.shell.procps;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.shell.coreutils.CanonicalPath;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;

/** {@code fuser} of psmisc, without its access letters: who has the files open. */
public final class Fuser extends Utility {
  public Fuser() {
    super(
        Origin.PSMISC,
        "fuser",
        "show who uses files",
        "Usage: fuser [-ks] FILE...\n\nShow which processes use the named files\n\n  -k  kill processes accessing the named file\n  -s  silent operation");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "ksvm");
    if (options.operands().isEmpty()) {
      throw CommandException.failure(1, "No process specification given");
    }
    SystemCalls calls = session.calls();
    boolean found = false;
    for (String operand : options.operands()) {
      String path;
      try {
        calls.newfstatat(OpenFlags.AT_FDCWD, operand, 0);
        path = CanonicalPath.of(calls, operand, false);
      } catch (ErrnoException e) {
        session.error("Specified filename " + operand + " does not exist.");
        continue;
      }
      StringBuilder users = new StringBuilder();
      for (int pid : Processes.ids(calls)) {
        if (pid == calls.getpid() || !Processes.files(calls, pid).containsValue(path)) {
          continue;
        }
        users.append(Pad.left(pid, 6));
        if (options.has('k')) {
          calls.kill(pid, SystemCalls.SIGKILL);
        }
      }
      if (!users.isEmpty()) {
        found = true;
        print(session, path, users.toString(), options.has('s'));
      }
    }
    return found ? 0 : 1;
  }

  /** The name goes to standard error, the numbers to standard output. */
  private static void print(Session session, String path, String users, boolean silent)
      throws ErrnoException {
    if (silent) {
      return;
    }
    session.err().print(path + ": ".concat(" ".repeat(Math.max(0, 20 - path.length()))));
    session.err().flush();
    session.out().print(users);
    session.out().flush();
    session.err().print("\n");
    session.err().flush();
  }
}
