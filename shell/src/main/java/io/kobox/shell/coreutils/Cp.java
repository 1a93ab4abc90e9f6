package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code cp}, in busybox's words. */
public final class Cp extends Utility {
  public Cp() {
    super(
        Origin.BUSYBOX,
        "cp",
        "copy files",
        """
        Usage: cp [-arPLHpfinlsTu] SOURCE DEST
        or: cp [-arPLHpfinlsu] SOURCE... { -t DIRECTORY | DIRECTORY }

        Copy SOURCEs to DEST

          -a     Same as -dpR
          -R,-r  Recurse
          -d,-P  Preserve symlinks (default if -R)
          -L     Follow all symlinks
          -p     Preserve file attributes if possible
          -f     Overwrite
          -n     Don't overwrite
          -l,-s  Create (sym)links
          -T     Refuse to copy if DEST is a directory
          -t DIR Copy all SOURCEs into DIR
          -u     Copy only newer files""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(),
            "arPLHpfinlsTt:udRv",
            "archive=a",
            "recursive=R",
            "force=f",
            "no-dereference=P",
            "dereference=L");
    List<String> sources = new ArrayList<>(options.operands());
    String directory = options.argument('t');
    if (sources.size() < (directory == null ? 2 : 1)) {
      throw CommandException.usage(null);
    }
    String last = directory != null ? directory : sources.removeLast();
    boolean into =
        directory != null
            || sources.size() > 1
            || (!options.has('T') && FileTree.isDirectory(session.calls(), last));
    CopyTree copy = new CopyTree(session, "cp", options);
    int status = 0;
    for (String source : sources) {
      status |= copy.copy(source, into ? PathNames.join(last, PathNames.last(source)) : last);
    }
    return status;
  }
}
