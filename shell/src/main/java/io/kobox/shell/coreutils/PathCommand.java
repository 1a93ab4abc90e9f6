package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.util.List;

/**
 * {@code readlink}, {@code realpath}, {@code basename} and {@code dirname}: path names on standard
 * output.
 */
public final class PathCommand extends Utility {
  /** Which of them. */
  public enum Kind {
    READLINK(
        "readlink",
        "print where a symbolic link leads",
        "Usage: readlink [-fnv] FILE\n\nDisplay the value of a symlink\n\n  -f  Canonicalize by following all symlinks\n  -n  Don't add newline\n  -v  Verbose"),
    REALPATH(
        "realpath",
        "print absolute path names",
        "Usage: realpath FILE...\n\nPrint absolute pathnames of FILE"),
    BASENAME(
        "basename",
        "strip directory and suffix",
        "Usage: basename FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...\n\nStrip directory path and SUFFIX from FILE"),
    DIRNAME(
        "dirname",
        "strip the last component",
        "Usage: dirname FILENAME\n\nStrip non-directory suffix from FILENAME");

    private final String command;
    private final String summary;
    private final String usage;

    Kind(String command, String summary, String usage) {
      this.command = command;
      this.summary = summary;
      this.usage = usage;
    }
  }

  private final Kind kind;

  public PathCommand(Kind kind) {
    super(Origin.BUSYBOX, kind.command, kind.summary, kind.usage);
    this.kind = kind;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    return switch (kind) {
      case READLINK -> readlink(session);
      case REALPATH -> realpath(session);
      case BASENAME -> basename(session);
      case DIRNAME -> dirname(session);
    };
  }

  private int readlink(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "fnvsqem");
    if (options.operands().size() != 1) {
      throw CommandException.usage(null);
    }
    String path = options.operands().getFirst();
    String result;
    try {
      result =
          options.has('f')
              ? CanonicalPath.of(session.calls(), path, true)
              : session.calls().readlinkat(OpenFlags.AT_FDCWD, path);
    } catch (ErrnoException e) {
      if (options.has('v')) {
        complain(session, path, e);
      }
      return 1;
    }
    session.out().print(options.has('n') ? result : result + "\n");
    return 0;
  }

  private int realpath(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "");
    if (options.operands().isEmpty()) {
      throw CommandException.usage(null);
    }
    int status = 0;
    for (String path : options.operands()) {
      try {
        session.out().println(CanonicalPath.of(session.calls(), path, false));
      } catch (ErrnoException e) {
        complain(session, path, e);
        status = 1;
      }
    }
    return status;
  }

  private static int basename(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "+as:");
    List<String> operands = options.operands();
    boolean many = !options.options().isEmpty();
    if (operands.isEmpty() || (!many && operands.size() > 2)) {
      throw CommandException.usage(null);
    }
    String given = options.argument('s');
    String suffix =
        many ? (given == null ? "" : given) : operands.size() == 2 ? operands.get(1) : "";
    for (String path : many ? operands : operands.subList(0, 1)) {
      String name = PathNames.last(path);
      boolean cut = !suffix.isEmpty() && name.endsWith(suffix) && !name.equals(suffix);
      session.out().println(cut ? name.substring(0, name.length() - suffix.length()) : name);
    }
    return 0;
  }

  private static int dirname(Session session) throws ErrnoException, CommandException {
    Options options = Options.parse(session.arguments(), "+");
    if (options.operands().size() != 1) {
      throw CommandException.usage(null);
    }
    session.out().println(PathNames.parent(options.operands().getFirst()));
    return 0;
  }
}
