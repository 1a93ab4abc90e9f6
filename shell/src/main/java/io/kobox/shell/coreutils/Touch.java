package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;

/** {@code touch}, in busybox's words. */
public final class Touch extends Utility {
  public Touch() {
    super(
        Origin.BUSYBOX,
        "touch",
        "set files' times",
        """
        Usage: touch [-cham] [-d DATE] [-t DATE] [-r FILE] FILE...

        Update mtime of FILEs

          -c       Don't create files
          -h       Don't follow links
          -a       Change only atime
          -m       Change only mtime
          -d DATE  Date/time to use
          -r FILE  Use FILE's date/time""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "chamr:d:t:", "no-create=c", "date=d");
    if (options.operands().isEmpty()) {
      throw CommandException.usage(null);
    }
    SystemCalls calls = session.calls();
    long atime = calls.clockGettime(0);
    String date = options.has('d') ? options.argument('d') : options.argument('t');
    if (date != null) {
      atime = DateText.parse(date, atime);
    }
    long mtime = atime;
    String reference = options.argument('r');
    if (reference != null) {
      Stat stat = FileTree.stat(calls, reference);
      if (stat == null) {
        throw CommandException.failure(reference, new ErrnoException(Errno.ENOENT));
      }
      atime = stat.atime();
      mtime = stat.mtime();
    }
    int status = 0;
    for (String path : options.operands()) {
      try {
        touch(calls, options, path, atime, mtime);
      } catch (ErrnoException e) {
        complain(session, path, e);
        status = 1;
      }
    }
    return status;
  }

  private static void touch(SystemCalls calls, Options options, String path, long atime, long mtime)
      throws ErrnoException {
    int flags = options.has('h') ? OpenFlags.AT_SYMLINK_NOFOLLOW : 0;
    try {
      Stat old = calls.newfstatat(OpenFlags.AT_FDCWD, path, flags);
      boolean keepAccess = options.has('m') && !options.has('a');
      boolean keepModification = options.has('a') && !options.has('m');
      calls.utimensat(
          OpenFlags.AT_FDCWD,
          path,
          keepAccess ? old.atime() : atime,
          keepModification ? old.mtime() : mtime,
          flags);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.ENOENT || options.has('h')) {
        throw e;
      }
      if (options.has('c')) {
        return;
      }
      int create = OpenFlags.O_RDWR | OpenFlags.O_CREAT;
      calls.close(calls.openat(OpenFlags.AT_FDCWD, path, create, 0666));
      calls.utimensat(OpenFlags.AT_FDCWD, path, atime, mtime, 0);
    }
  }
}
