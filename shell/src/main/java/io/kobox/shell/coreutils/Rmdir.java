package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;

/** {@code rmdir}, in busybox's words. */
public final class Rmdir extends Utility {
  public Rmdir() {
    super(
        Origin.BUSYBOX,
        "rmdir",
        "remove empty directories",
        """
        Usage: rmdir [-p] DIRECTORY...

        Remove DIRECTORY if it is empty

          -p  Include parents""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "pv", "parents=p");
    if (options.operands().isEmpty()) {
      throw CommandException.usage(null);
    }
    int status = 0;
    for (String operand : options.operands()) {
      String path = operand;
      while (true) {
        try {
          session.calls().unlinkat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_REMOVEDIR);
        } catch (ErrnoException e) {
          complain(session, "'" + path + "'", e);
          status = 1;
          break;
        }
        if (!options.has('p') || path.indexOf('/') < 0) {
          break;
        }
        path = PathNames.parent(path);
      }
    }
    return status;
  }
}
