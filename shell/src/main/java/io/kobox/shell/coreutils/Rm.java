package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.List;

/** {@code rm}, in busybox's words. */
public final class Rm extends Utility {
  public Rm() {
    super(
        Origin.BUSYBOX,
        "rm",
        "remove files",
        """
        Usage: rm [-irf] FILE...

        Remove (unlink) FILEs

          -i     Always prompt before removing
          -f     Never prompt
          -R,-r  Recurse""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(session.arguments(), "fiRrv", "force=f", "recursive=r", "interactive=i");
    boolean force = options.last("fi") == 'f';
    if (options.operands().isEmpty() && !force) {
      throw CommandException.usage(null);
    }
    int status = 0;
    for (String path : options.operands()) {
      String base = PathNames.last(path);
      if (base.equals(".") || base.equals("..")) {
        complain(session, "can't remove '.' or '..'");
        status = 1;
        continue;
      }
      if (base.equals("/")) {
        complain(session, "can't remove '/'");
        status = 1;
        continue;
      }
      boolean recursive = options.has('r') || options.has('R');
      status |= remove(session, path, recursive, force, options.last("fi") == 'i', 0);
    }
    return status;
  }

  private int remove(
      Session session, String path, boolean recursive, boolean force, boolean ask, int depth)
      throws ErrnoException {
    SystemCalls calls = session.calls();
    try {
      Stat stat = calls.newfstatat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_SYMLINK_NOFOLLOW);
      if (!FileMode.isDirectory(stat.mode())) {
        if (!ask || confirmed(session, "rm: remove '" + path + "'? ")) {
          calls.unlinkat(OpenFlags.AT_FDCWD, path, 0);
        }
        return 0;
      }
      if (!recursive) {
        complain(session, "'" + path + "' is a directory");
        return 1;
      }
      if (ask && !confirmed(session, "rm: descend into directory '" + path + "'? ")) {
        return 0;
      }
      int status = 0;
      for (String name :
          depth < FileTree.MAX_DEPTH ? FileTree.names(calls, path) : List.<String>of()) {
        status |= remove(session, PathNames.join(path, name), true, force, ask, depth + 1);
      }
      if (!ask || confirmed(session, "rm: remove directory '" + path + "'? ")) {
        calls.unlinkat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_REMOVEDIR);
      }
      return status;
    } catch (ErrnoException e) {
      if (force && e.errno() == Errno.ENOENT) {
        return 0;
      }
      complain(session, "can't remove '" + path + "'", e);
      return 1;
    }
  }

  /** Whether the answer starts with y. */
  private static boolean confirmed(Session session, String question) throws ErrnoException {
    session.err().print(question);
    session.err().flush();
    byte[] one = new byte[1];
    int first = -1;
    while (session.calls().read(0, one, 0, 1) == 1 && one[0] != '\n') {
      first = first < 0 ? one[0] : first;
    }
    return first == 'y' || first == 'Y';
  }
}
