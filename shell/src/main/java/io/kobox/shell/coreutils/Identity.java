package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Options;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Map;

/**
 * {@code id}, {@code whoami}, {@code hostname}, {@code pwd}, {@code printenv}, {@code sync}, {@code
 * nproc}: one answer each.
 */
public final class Identity extends Utility {
  /** Which of them. */
  public enum Kind {
    ID("id", "print user and group", "Usage: id [-ugGn]"),
    WHOAMI("whoami", "print the user's name", "Usage: whoami"),
    HOSTNAME("hostname", "print the machine's name", "Usage: hostname [-s]"),
    PWD("pwd", "print the working directory", "Usage: pwd"),
    PRINTENV("printenv", "print the environment", "Usage: printenv [VARIABLE]..."),
    SYNC("sync", "write buffers to disk", "Usage: sync [FILE]..."),
    NPROC("nproc", "print the number of processors", "Usage: nproc"),
    CLEAR("clear", "clear the terminal", "Usage: clear");

    private final String command;
    private final String summary;
    private final String usage;

    Kind(String command, String summary, String usage) {
      this.command = command;
      this.summary = summary;
      this.usage = usage;
    }
  }

  private static final int SYNC_FLAGS =
      OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK | OpenFlags.O_NOCTTY;

  private final Kind kind;

  public Identity(Kind kind) {
    super(Origin.BUSYBOX, kind.command, kind.summary, kind.usage);
    this.kind = kind;
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    Options options =
        Options.parse(
            session.arguments(), kind == Kind.ID ? "ugGnr" : kind == Kind.HOSTNAME ? "sfidF:" : "");
    switch (kind) {
      case ID -> session.out().println(id(options));
      case WHOAMI -> session.out().println("root");
      case HOSTNAME -> session.out().println(session.calls().uname().nodename());
      case PWD -> session.out().println(session.calls().getcwd());
      case NPROC -> session.out().println("1");
      case CLEAR -> session.out().print("\033[H\033[J");
      case SYNC -> {
        return sync(session, options.operands());
      }
      case PRINTENV -> {
        return printenv(session, options.operands());
      }
    }
    return 0;
  }

  /** Every process of the machine is root's. */
  private static String id(Options options) throws CommandException {
    if (!options.operands().isEmpty() && !options.operands().getFirst().equals("root")) {
      throw CommandException.failure(1, "unknown user " + options.operands().getFirst());
    }
    if (options.last("ugG") != 0) {
      return options.has('n') ? "root" : "0";
    }
    return "uid=0(root) gid=0(root)";
  }

  /** Writes back the files, as a driver's fsync sees it; without any, all of them. */
  private static int sync(Session session, List<String> files) throws ErrnoException {
    SystemCalls calls = session.calls();
    int status = 0;
    for (String file : files) {
      int fd;
      try {
        fd = calls.openat(OpenFlags.AT_FDCWD, file, SYNC_FLAGS, 0);
      } catch (ErrnoException e) {
        session.error("sync: can't open '" + file + "': " + e.getMessage());
        status = 1;
        continue;
      }
      try {
        calls.fsync(fd);
      } catch (ErrnoException e) {
        session.error("sync: " + file + ": " + e.getMessage());
        status = 1;
      }
      calls.close(fd);
    }
    return status;
  }

  private static int printenv(Session session, List<String> names) throws ErrnoException {
    if (names.isEmpty()) {
      for (Map.Entry<String, String> variable : session.environment().entrySet()) {
        session.out().println(variable.getKey() + "=" + variable.getValue());
      }
      return 0;
    }
    int status = 0;
    for (String name : names) {
      String value = session.environment().get(name);
      if (value == null) {
        status = 1;
      } else {
        session.out().println(value);
      }
    }
    return status;
  }
}
