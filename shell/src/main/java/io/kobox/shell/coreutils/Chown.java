package io.kobox.shell.coreutils;

import io.kobox.shell.command.Accounts;
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

/** {@code chown} and {@code chgrp}, in busybox's words. */
public final class Chown extends Utility {
  private final boolean onlyGroup;

  /** {@code onlyGroup}: chgrp. */
  public Chown(boolean onlyGroup) {
    super(
        Origin.BUSYBOX,
        onlyGroup ? "chgrp" : "chown",
        onlyGroup ? "change files' group" : "change files' owner",
        (onlyGroup
                ? "Usage: chgrp [-Rh] GROUP FILE...\n"
                : "Usage: chown [-Rh] USER[:[GRP]] FILE...\n")
            + "\nChange the owner and/or group of FILEs\n\n  -h  Affect symlinks instead of symlink"
            + " targets\n  -R  Recurse");
    this.onlyGroup = onlyGroup;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(session.arguments(), "RhLHPcvf", "recursive=R", "no-dereference=h");
    if (options.operands().size() < 2) {
      throw CommandException.usage(null);
    }
    String who = options.operands().getFirst();
    int separator = onlyGroup ? 0 : who.indexOf(':') >= 0 ? who.indexOf(':') : who.indexOf('.');
    String user = onlyGroup ? "" : separator < 0 ? who : who.substring(0, separator);
    String group = onlyGroup ? who : separator < 0 ? "" : who.substring(separator + 1);
    Accounts accounts = new Accounts(session.calls());
    int uid = user.isEmpty() ? -1 : accounts.uid(user);
    int gid = group.isEmpty() ? -1 : accounts.gid(group);
    if (!user.isEmpty() && uid < 0) {
      throw CommandException.failure(1, "unknown user " + user);
    }
    if (!group.isEmpty() && gid < 0) {
      throw CommandException.failure(1, "unknown group " + group);
    }
    int status = 0;
    for (String path : options.operands().subList(1, options.operands().size())) {
      status |= change(session, options, path, uid, gid, 0);
    }
    return status;
  }

  private int change(Session session, Options options, String path, int uid, int gid, int depth)
      throws ErrnoException {
    SystemCalls calls = session.calls();
    try {
      boolean link = options.has('h') || depth > 0;
      calls.fchownat(OpenFlags.AT_FDCWD, path, uid, gid, link ? OpenFlags.AT_SYMLINK_NOFOLLOW : 0);
      Stat stat = FileTree.lstat(calls, path);
      int status = 0;
      if (options.has('R')
          && stat != null
          && FileMode.isDirectory(stat.mode())
          && depth < FileTree.MAX_DEPTH) {
        for (String name : FileTree.names(calls, path)) {
          status |= change(session, options, PathNames.join(path, name), uid, gid, depth + 1);
        }
      }
      return status;
    } catch (ErrnoException e) {
      complain(session, path, e);
      return 1;
    }
  }
}
