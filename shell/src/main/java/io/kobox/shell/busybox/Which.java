package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.shell.coreutils.FileTree;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.List;

/** {@code which}: looks along $PATH, then for a command of the shell. */
public final class Which extends Utility {
  public Which() {
    super(
        Origin.BUSYBOX,
        "which",
        "find a command",
        "Usage: which [-a] COMMAND...\n\nLocate COMMAND\n\n  -a  Show all matches");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "a");
    if (options.operands().isEmpty()) {
      throw CommandException.usage(null);
    }
    String path = session.environment().getOrDefault("PATH", "/sbin:/bin");
    int status = 0;
    for (String command : options.operands()) {
      boolean found = false;
      for (String directory : command.indexOf('/') >= 0 ? List.of("") : List.of(path.split(":"))) {
        String file = directory.isEmpty() ? command : PathNames.join(directory, command);
        if (isExecutable(session.calls(), file) && (!found || options.has('a'))) {
          session.out().println(file);
          found = true;
        }
      }
      if (!found && session.runner().find(List.of(command), session.environment()) != null) {
        session.out().println("/bin/" + command);
        found = true;
      }
      status = found ? status : 1;
    }
    return status;
  }

  private static boolean isExecutable(SystemCalls calls, String path) {
    Stat stat = FileTree.stat(calls, path);
    if (stat == null || !FileMode.isRegular(stat.mode())) {
      return false;
    }
    return (stat.mode() & 0111) != 0;
  }
}
