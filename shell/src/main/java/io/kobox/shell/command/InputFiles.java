package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** The files a filter reads one after the other: its operands, or standard input. */
public final class InputFiles {
  /** What a filter does with one file. */
  @FunctionalInterface
  public interface Reader {
    void read(Input input, String path) throws ErrnoException, CommandException;
  }

  private InputFiles() {}

  /** {@code operands}, or "-" if there is none. */
  public static List<String> orStandardInput(List<String> operands) {
    return operands.isEmpty() ? List.of("-") : operands;
  }

  /** Opens {@code path} ("-": standard input), or ends the command: "can't open 'x': …". */
  public static Input open(Session session, String path) throws CommandException {
    try {
      return Input.open(session.calls(), path);
    } catch (ErrnoException e) {
      throw CommandException.failure("can't open '" + path + "'", e);
    }
  }

  /**
   * Lets {@code reader} read each operand; a file that cannot be opened or read is reported as
   * {@code "name: path: strerror"} (busybox's fopen_or_warn) and left out. The exit status.
   */
  public static int each(Session session, String name, List<String> operands, Reader reader)
      throws ErrnoException, CommandException {
    int status = 0;
    for (String path : orStandardInput(operands)) {
      Input input;
      try {
        input = Input.open(session.calls(), path);
      } catch (ErrnoException e) {
        session.error(name + ": " + path + ": " + e.getMessage());
        status = 1;
        continue;
      }
      try (input) {
        reader.read(input, path);
      } catch (CommandException e) {
        if (!e.isReadError()) {
          throw e;
        }
        session.error(name + ": " + e.getMessage());
        status = 1;
      }
    }
    return status;
  }
}
