package io.kobox.shell.checkpoint;

import io.kobox.checkpoint.CheckpointException;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.builtin.Builtin;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A command for the whole machine, with at most one NAME. In the shell's own process, which goes on
 * from there. Exit status 0; 1 if it cannot be done, and then nothing has changed; 2 for wrong
 * usage.
 */
abstract class MachineBuiltin implements Command, Builtin {
  static final int FAILED = 1;
  private static final int USAGE = 2;

  /** The words that may follow the command's name. */
  abstract String operands();

  /**
   * Does it, and returns the exit status.
   *
   * @throws CheckpointException if the machine cannot; it is as it was
   */
  abstract int run(Interpreter shell, @Nullable String name) throws CheckpointException;

  @Override
  public final int run(Session session) throws ErrnoException {
    session.error(name() + ": only as a command of the shell itself");
    return FAILED;
  }

  @Override
  public int run(Interpreter shell, List<String> argv) {
    List<String> words = argv.subList(1, argv.size());
    if (words.equals(List.of("--help"))) {
      shell.print(usage());
      return 0;
    }
    if (words.size() > 1 || (words.size() == 1 && words.getFirst().startsWith("-"))) {
      shell.message(name() + ": usage: " + name() + " " + operands() + "\n");
      return USAGE;
    }
    if (shell.redirects()) {
      shell.error(name() + ": not while its output or input goes elsewhere");
      return FAILED;
    }
    try {
      return run(shell, words.isEmpty() ? null : words.getFirst());
    } catch (CheckpointException e) {
      shell.error(name() + ": " + e.getMessage());
      return FAILED;
    }
  }
}
