package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** {@code mv}, in busybox's words. */
public final class Mv extends Utility {
  public Mv() {
    super(
        Origin.BUSYBOX,
        "mv",
        "move or rename files",
        """
        Usage: mv [-finT] SOURCE DEST
        or: mv [-fin] SOURCE... { -t DIRECTORY | DIRECTORY }

        Rename SOURCE to DEST, or move SOURCEs to DIRECTORY

          -f      Don't prompt before overwriting
          -n      Don't overwrite an existing file
          -T      Refuse to move if DEST is a directory
          -t DIR  Move all SOURCEs into DIR""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "finTt:v", "force=f");
    List<String> sources = new ArrayList<>(options.operands());
    String directory = options.argument('t');
    if (sources.size() < (directory == null ? 2 : 1)) {
      throw CommandException.usage(null);
    }
    String last = directory != null ? directory : sources.removeLast();
    boolean into =
        directory != null || (!options.has('T') && FileTree.isDirectory(session.calls(), last));
    if (sources.size() > 1 && !into) {
      throw CommandException.failure(1, "target '" + last + "' is not a directory");
    }
    int status = 0;
    for (String source : sources) {
      String target = into ? PathNames.join(last, PathNames.last(source)) : last;
      status |= move(session, options, source, target);
    }
    return status;
  }

  private int move(Session session, Options options, String source, String target)
      throws ErrnoException, CommandException {
    SystemCalls calls = session.calls();
    if (options.has('n') && FileTree.lstat(calls, target) != null) {
      return 0;
    }
    try {
      calls.renameat(OpenFlags.AT_FDCWD, source, OpenFlags.AT_FDCWD, target);
      return 0;
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EXDEV) {
        complain(session, "can't rename '" + source + "'", e);
        return 1;
      }
    }
    int copied =
        new CopyTree(session, "mv", Options.parse(List.of("-a"), "a")).copy(source, target);
    return copied != 0 ? copied : new Rm().run(rm(session, source));
  }

  private static Session rm(Session session, String source) {
    return new Session(
        session.calls(),
        List.of("rm", "-rf", "--", source),
        session.environment(),
        session.runner());
  }
}
