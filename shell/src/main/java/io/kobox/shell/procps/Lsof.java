package io.kobox.shell.procps;

import io.kobox.shell.command.Accounts;
import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Pad;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Map;

/** {@code lsof}: the open files of all processes; simpler columns than the real one's. */
public final class Lsof extends Utility {
  public Lsof() {
    super(
        Origin.BUSYBOX,
        "lsof",
        "list open files",
        "Usage: lsof [FILE]...\n\nShow all open files, or who has FILE open");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "nPtp:");
    SystemCalls calls = session.calls();
    List<String> wanted = options.operands();
    Accounts accounts = new Accounts(calls);
    boolean found = false;
    if (!options.has('t')) {
      session.out().println("COMMAND          PID USER   FD   NAME");
    }
    for (int pid : Processes.ids(calls)) {
      String only = options.argument('p');
      if (only != null && !only.equals(Integer.toString(pid))) {
        continue;
      }
      for (Map.Entry<Integer, String> file : Processes.files(calls, pid).entrySet()) {
        if (!wanted.isEmpty() && !wanted.contains(file.getValue())) {
          continue;
        }
        found = true;
        if (options.has('t')) {
          session.out().println(Integer.toString(pid));
          break;
        }
        session
            .out()
            .println(
                Pad.right(Processes.comm(calls, pid), 15)
                    + " "
                    + Pad.left(pid, 4)
                    + " "
                    + Pad.right(Processes.user(calls, accounts, pid), 4)
                    + " "
                    + Pad.left(file.getKey() + "u", 4)
                    + "   "
                    + file.getValue());
      }
    }
    return found ? 0 : 1;
  }
}
