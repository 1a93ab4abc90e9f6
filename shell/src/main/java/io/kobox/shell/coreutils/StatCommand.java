package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;

/** {@code stat}, in busybox's words. */
public final class StatCommand extends Utility {
  public StatCommand() {
    super(
        Origin.BUSYBOX,
        "stat",
        "display a file's status",
        """
        Usage: stat [-Lt] [-c FMT] FILE...

        Display file status

          -c FMT  Use the given format: %a %A mode, %b %B blocks, %d %D device, %f raw mode,
                  %F type, %g %G group, %h links, %i inode, %n name, %N name and link target,
                  %o block size, %s size, %t %T device type, %u %U owner, %x %X access,
                  %y %Y modification, %z %Z change
          -L      Follow links
          -t      Terse display""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "c:Lt");
    if (options.operands().isEmpty()) {
      throw CommandException.usage(null);
    }
    int status = 0;
    for (String path : options.operands()) {
      int flags = options.has('L') ? 0 : OpenFlags.AT_SYMLINK_NOFOLLOW;
      Stat stat;
      try {
        stat = session.calls().newfstatat(OpenFlags.AT_FDCWD, path, flags);
      } catch (ErrnoException e) {
        complain(session, "can't stat '" + path + "'", e);
        status = 1;
        continue;
      }
      StatFormat format = new StatFormat(session, path, stat);
      String wanted = options.argument('c');
      if (wanted != null) {
        session.out().println(format.expand(wanted));
      } else {
        session.out().println(options.has('t') ? format.terse() : format.full());
      }
    }
    return status;
  }
}
