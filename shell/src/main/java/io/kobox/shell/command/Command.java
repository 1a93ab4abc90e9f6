package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;

/** A program of the shell: what a file in /bin is on a real machine. */
public interface Command {
  /** The name it is called by. */
  String name();

  /** One line for {@code help}: what it does. */
  String summary();

  /** What {@code --help} prints. */
  String usage();

  /**
   * Runs it; the result is the exit status. An {@link ErrnoException} that escapes is a bug of the
   * command: it must word its errors as the real program does.
   */
  int run(Session session) throws ErrnoException;
}
