package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** {@code ln}, in busybox's words. */
public final class Ln extends Utility {
  public Ln() {
    super(
        Origin.BUSYBOX,
        "ln",
        "make links",
        """
        Usage: ln [-sfnbtv] [-S SUF] TARGET... LINK|DIR

        Create a link LINK or DIR/TARGET to the specified TARGET(s)

          -s  Make symlinks instead of hardlinks
          -f  Remove existing destinations
          -n  Don't dereference symlinks - treat like normal file
          -T  Treat LINK as a file, not DIR
          -v  Verbose""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "sfnTv", "symbolic=s", "force=f");
    List<String> targets = new ArrayList<>(options.operands());
    if (targets.isEmpty()) {
      throw CommandException.usage(null);
    }
    String last = targets.size() == 1 ? PathNames.last(targets.getFirst()) : targets.removeLast();
    int status = 0;
    for (String target : targets) {
      String link = last;
      Stat there =
          options.has('n')
              ? FileTree.lstat(session.calls(), last)
              : FileTree.stat(session.calls(), last);
      if (there != null && FileMode.isDirectory(there.mode()) && !options.has('T')) {
        link = PathNames.join(last, PathNames.last(target));
      }
      status |= link(session, options, target, link);
    }
    return status;
  }

  private int link(Session session, Options options, String target, String link)
      throws ErrnoException {
    SystemCalls calls = session.calls();
    if (!options.has('s')) {
      try {
        calls.newfstatat(OpenFlags.AT_FDCWD, target, OpenFlags.AT_SYMLINK_NOFOLLOW);
      } catch (ErrnoException e) {
        complain(session, target, e);
        return 1;
      }
    }
    try {
      if (options.has('f') && FileTree.lstat(calls, link) != null) {
        calls.unlinkat(OpenFlags.AT_FDCWD, link, 0);
      }
      if (options.has('s')) {
        calls.symlinkat(target, OpenFlags.AT_FDCWD, link);
      } else {
        calls.linkat(OpenFlags.AT_FDCWD, target, OpenFlags.AT_FDCWD, link, 0);
      }
      if (options.has('v')) {
        session.out().println("'" + link + "' -> '" + target + "'");
      }
      return 0;
    } catch (ErrnoException e) {
      complain(session, link, e);
      return 1;
    }
  }
}
