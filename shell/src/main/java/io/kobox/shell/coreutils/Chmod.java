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

/** {@code chmod}, in busybox's words. */
public final class Chmod extends Utility {
  public Chmod() {
    super(
        Origin.BUSYBOX,
        "chmod",
        "change files' modes",
        """
        Usage: chmod [-Rcvf] MODE[,MODE]... FILE...

        MODE is octal number (bit pattern sstrwxrwxrwx) or [ugoa]{+|-|=}[rwxXst]

          -R  Recurse
          -c  List changed files
          -v  Verbose
          -f  Hide errors""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> arguments = new ArrayList<>(session.arguments());
    for (int i = 0; i < arguments.size() && arguments.get(i).startsWith("-"); i++) {
      if (arguments.get(i).matches("-[rwxXst]+")) {
        arguments.add(i, "--");
        break;
      }
    }
    Options options = Options.parse(arguments, "Rcvf", "recursive=R");
    if (options.operands().size() < 2) {
      throw CommandException.usage(null);
    }
    int umask = session.calls().umask(0);
    session.calls().umask(umask);
    String mode = options.operands().getFirst();
    if (SymbolicMode.apply(mode, 0, umask) < 0) {
      throw CommandException.failure(1, "invalid mode '" + mode + "'");
    }
    int status = 0;
    for (String path : options.operands().subList(1, options.operands().size())) {
      status |= change(session, options, path, mode, umask, 0);
    }
    return status;
  }

  private int change(
      Session session, Options options, String path, String mode, int umask, int depth)
      throws ErrnoException {
    SystemCalls calls = session.calls();
    try {
      Stat stat = calls.newfstatat(OpenFlags.AT_FDCWD, path, 0);
      calls.fchmodat(OpenFlags.AT_FDCWD, path, SymbolicMode.apply(mode, stat.mode(), umask));
      int status = 0;
      if (options.has('R') && FileMode.isDirectory(stat.mode()) && depth < FileTree.MAX_DEPTH) {
        for (String name : FileTree.names(calls, path)) {
          String child = PathNames.join(path, name);
          Stat link = FileTree.lstat(calls, child);
          if (link != null && !FileMode.isSymbolicLink(link.mode())) {
            status |= change(session, options, child, mode, umask, depth + 1);
          }
        }
      }
      return status;
    } catch (ErrnoException e) {
      if (!options.has('f')) {
        complain(session, path, e);
      }
      return 1;
    }
  }
}
