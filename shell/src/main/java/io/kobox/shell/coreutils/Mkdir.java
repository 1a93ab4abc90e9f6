package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import org.jspecify.annotations.Nullable;

/** {@code mkdir}, in busybox's words. */
public final class Mkdir extends Utility {
  public Mkdir() {
    super(
        Origin.BUSYBOX,
        "mkdir",
        "make directories",
        """
        Usage: mkdir [-m MODE] [-p] DIRECTORY...

        Create DIRECTORY

          -m MODE  Mode
          -p       No error if exists; make parent directories as needed""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "m:pv", "mode=m", "parents=p");
    if (options.operands().isEmpty()) {
      throw CommandException.usage(null);
    }
    String given = options.argument('m');
    int mode = given == null ? 0777 : SymbolicMode.apply(given, 0777, 0);
    if (mode < 0) {
      throw CommandException.failure(1, "invalid mode '" + given + "'");
    }
    int status = 0;
    for (String path : options.operands()) {
      String failed = options.has('p') ? makeAll(session, path, mode) : make(session, path, mode);
      if (failed != null) {
        complain(session, "can't create directory " + failed);
        status = 1;
      } else if (given != null) {
        session.calls().fchmodat(OpenFlags.AT_FDCWD, path, mode);
      }
    }
    return status;
  }

  /** What went wrong; null: nothing. */
  private static @Nullable String make(Session session, String path, int mode) {
    try {
      session.calls().mkdirat(OpenFlags.AT_FDCWD, path, mode);
      return null;
    } catch (ErrnoException e) {
      return "'" + path + "': " + e.getMessage();
    }
  }

  private static @Nullable String makeAll(Session session, String path, int mode) {
    int end = 0;
    while (end < path.length()) {
      int from = end;
      while (from < path.length() && path.charAt(from) == '/') {
        from++;
      }
      int slash = path.indexOf('/', from);
      end = slash < 0 ? path.length() : slash;
      String part = path.substring(0, end);
      if (part.isEmpty() || isDirectory(session, part)) {
        continue;
      }
      try {
        session.calls().mkdirat(OpenFlags.AT_FDCWD, part, end == path.length() ? mode : 0777);
      } catch (ErrnoException e) {
        boolean inner = end < path.length();
        Errno errno = inner && e.errno() == Errno.EEXIST ? Errno.ENOTDIR : e.errno();
        return "'" + part + (inner ? "/" : "") + "': " + errno.text();
      }
    }
    return null;
  }

  private static boolean isDirectory(Session session, String path) {
    try {
      return FileMode.isDirectory(session.calls().newfstatat(OpenFlags.AT_FDCWD, path, 0).mode());
    } catch (ErrnoException e) {
      return false;
    }
  }
}
