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
import java.util.List;

/** {@code du}, in busybox's words: kilobytes of blocks. */
public final class Du extends Utility {
  public Du() {
    super(
        Origin.BUSYBOX,
        "du",
        "show what files take",
        "Usage: du [-aks] [FILE]...\n\nSummarize disk space used for FILEs (or directories)\n\n  -a  Show file sizes too\n  -s  Display only a total for each argument\n  -k  Count in kilobytes");
  }

  private int status;

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "akshLHdmxlc");
    for (String path : options.operands().isEmpty() ? List.of(".") : options.operands()) {
      long blocks = measure(session, options, path, 0);
      if (options.has('s') && blocks >= 0) {
        session.out().println((blocks + 1) / 2 + "\t" + path);
      }
    }
    return status;
  }

  /** Blocks of 512 bytes; -1: no such file. */
  private long measure(Session session, Options options, String path, int depth)
      throws ErrnoException {
    long blocks;
    boolean directory;
    try {
      Stat stat =
          session.calls().newfstatat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_SYMLINK_NOFOLLOW);
      blocks = stat.blocks();
      directory = FileMode.isDirectory(stat.mode());
      if (directory && depth < FileTree.MAX_DEPTH) {
        for (String name : FileTree.names(session.calls(), path)) {
          blocks += Math.max(0, measure(session, options, PathNames.join(path, name), depth + 1));
        }
      }
    } catch (ErrnoException e) {
      complain(session, path, e);
      status = 1;
      return -1;
    }
    if (!options.has('s') && (directory || options.has('a') || depth == 0)) {
      session.out().println((blocks + 1) / 2 + "\t" + path);
    }
    return blocks;
  }
}
