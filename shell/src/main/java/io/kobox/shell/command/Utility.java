package io.kobox.shell.command;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/**
 * The frame that real programs share: --help and --version, wrong usage, errors of writing to
 * standard output. A program of busybox prints its usage after an error without busybox's banner.
 */
public abstract class Utility implements Command {
  private static final int KILLED_BY_SIGPIPE = 141;

  private final Origin origin;
  private final String name;
  private final String summary;
  private final String usage;

  /** {@code usage}: what --help prints; its first line starts with "Usage: ". */
  protected Utility(Origin origin, String name, String summary, String usage) {
    this.origin = origin;
    this.name = name;
    this.summary = summary;
    this.usage = usage;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final String summary() {
    return summary;
  }

  @Override
  public final String usage() {
    return usage;
  }

  @Override
  public final int run(Session session) throws ErrnoException {
    try {
      if (session.arguments().equals(List.of("--help")) && !takesHelpAsText()) {
        throw CommandException.help();
      }
      int status = main(session);
      session.out().flush();
      return status;
    } catch (CommandException e) {
      return end(session, e);
    } catch (ErrnoException e) {
      return e.errno() == Errno.EPIPE ? KILLED_BY_SIGPIPE : writeFailed(session, e);
    }
  }

  /** Does the work; an {@link ErrnoException} that escapes is an error of standard output. */
  protected abstract int main(Session session) throws ErrnoException, CommandException;

  /** The exit status of wrong usage. */
  protected int usageStatus() {
    return 1;
  }

  /** Says that standard output could not be written; the result is the exit status. */
  protected int writeFailed(Session session, ErrnoException e) throws ErrnoException {
    complain(session, (origin == Origin.BUSYBOX ? "standard output" : "write error"), e);
    return origin == Origin.BUSYBOX ? 0 : 1;
  }

  /** Whether {@code --help} is an argument as any other (true, false, test). */
  protected boolean takesHelpAsText() {
    return false;
  }

  /** Writes {@code "name: text"} to standard error. */
  protected final void complain(Session session, String text) throws ErrnoException {
    session.error(name + ": " + text);
  }

  /** Writes {@code "name: what: strerror"} to standard error. */
  protected final void complain(Session session, String what, ErrnoException error)
      throws ErrnoException {
    complain(session, what + ": " + error.getMessage());
  }

  private int end(Session session, CommandException e) throws ErrnoException {
    switch (e.kind()) {
      case HELP -> {
        session.out().println(usage);
        session.out().flush();
      }
      case VERSION -> {
        if (origin.version().isEmpty()) {
          return end(session, CommandException.usage("unrecognized option '--version'"));
        }
        session.out().println(name + " " + origin.version());
        session.out().flush();
      }
      case FAILURE, READ -> complain(session, String.valueOf(e.text()));
      case USAGE -> {
        if (e.text() != null) {
          complain(session, e.text());
        }
        session.error(
            origin.usageOnError() ? usage : "Try '" + name + " --help' for more information.");
        return usageStatus();
      }
    }
    return e.status();
  }
}
