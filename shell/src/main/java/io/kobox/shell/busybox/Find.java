package io.kobox.shell.busybox;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.shell.coreutils.FileTree;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** {@code find}, in busybox's words. */
public final class Find extends Utility {
  private static final int MAX_DEPTH = 1000;

  /** A file that find looks at. */
  static final class Visit {
    final String path;
    final Stat stat;
    final int depth;
    boolean prune;

    Visit(String path, Stat stat, int depth) {
      this.path = path;
      this.stat = stat;
      this.depth = depth;
    }
  }

  public Find() {
    super(
        Origin.BUSYBOX,
        "find",
        "search for files",
        """
        Usage: find [-HL] [PATH]... [OPTIONS] [ACTIONS]

        Search for files and perform actions on them.
        First failed action stops processing of current file.
        Defaults: PATH is current directory, action is '-print'

          -L,-follow   Follow symlinks
          -maxdepth N  Descend at most N levels. -maxdepth 0 applies
                       actions to command line arguments only
          -mindepth N  Don't act on first N levels
          -depth       Act on directory *after* traversing it

        Actions:
          ( ACTIONS )  Group actions for -o / -a
          ! ACT        Invert ACT's success/failure
          ACT1 [-a] ACT2  If ACT1 fails, stop, else do ACT2
          ACT1 -o ACT2    If ACT1 succeeds, stop, else do ACT2
          -name, -iname, -path, -ipath PATTERN, -regex PATTERN
          -type X      File type is X (one of: f,d,l,b,c,s,p)
          -perm MASK   At least one mask bit (+MASK), all bits (-MASK), or exactly MASK bits
          -size N[bck] -empty -newer FILE -mtime, -mmin DAYS/MINUTES -inum N -links N
          -user, -group NAME/ID
          -print -print0 -prune -delete -quit
          -exec CMD ARG ;  Run CMD with all instances of {} replaced by file name
          -exec CMD ARG +  Run CMD with {} replaced by list of file names""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    List<String> arguments = new ArrayList<>(session.arguments());
    boolean follow = false;
    while (!arguments.isEmpty()
        && (arguments.getFirst().equals("-L") || arguments.getFirst().equals("-H"))) {
      follow |= arguments.removeFirst().equals("-L");
    }
    List<String> paths = new ArrayList<>();
    while (!arguments.isEmpty() && !isExpression(arguments.getFirst())) {
      paths.add(arguments.removeFirst());
    }
    FindParser parser = new FindParser(session, arguments);
    FindExpression expression = parser.parse();
    Walk walk = new Walk(session, parser, expression, follow || parser.follow());
    for (String path : paths.isEmpty() ? List.of(".") : paths) {
      walk.visit(path, 0);
      if (parser.quit()) {
        break;
      }
    }
    parser.finish();
    return walk.status | parser.status();
  }

  private static boolean isExpression(String argument) {
    return argument.startsWith("-") || argument.equals("(") || argument.equals("!");
  }

  private final class Walk {
    private final Session session;
    private final FindParser parser;
    private final FindExpression expression;
    private final boolean follow;
    private int status;

    Walk(Session session, FindParser parser, FindExpression expression, boolean follow) {
      this.session = session;
      this.parser = parser;
      this.expression = expression;
      this.follow = follow;
    }

    void visit(String path, int depth) throws ErrnoException, CommandException {
      Stat stat;
      try {
        stat = stat(path);
      } catch (ErrnoException e) {
        complain(session, path, e);
        status = 1;
        return;
      }
      Visit file = new Visit(path, stat, depth);
      boolean acts = depth >= parser.minDepth();
      if (acts && !parser.depthFirst()) {
        expression.test(file);
      }
      if (FileMode.isDirectory(stat.mode())
          && !file.prune
          && depth < Math.min(parser.maxDepth(), MAX_DEPTH)
          && !parser.quit()) {
        descend(path, depth);
      }
      if (acts && parser.depthFirst() && !parser.quit()) {
        expression.test(file);
      }
    }

    private Stat stat(String path) throws ErrnoException {
      SystemCalls calls = session.calls();
      if (follow) {
        try {
          return calls.newfstatat(OpenFlags.AT_FDCWD, path, 0);
        } catch (ErrnoException e) {
          return calls.newfstatat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_SYMLINK_NOFOLLOW);
        }
      }
      return calls.newfstatat(OpenFlags.AT_FDCWD, path, OpenFlags.AT_SYMLINK_NOFOLLOW);
    }

    private void descend(String path, int depth) throws ErrnoException, CommandException {
      List<String> names;
      try {
        names = FileTree.names(session.calls(), path);
      } catch (ErrnoException e) {
        complain(session, path, e);
        status = 1;
        return;
      }
      for (String name : names) {
        visit(PathNames.join(path, name), depth + 1);
        if (parser.quit()) {
          return;
        }
      }
    }
  }
}
