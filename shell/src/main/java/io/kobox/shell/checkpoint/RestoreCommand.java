package io.kobox.shell.checkpoint;

import io.kobox.checkpoint.CheckpointException;
import io.kobox.shell.lang.Interpreter;
import org.jspecify.annotations.Nullable;

/**
 * {@code restore}: makes the machine what it was. The shell goes on where it is: its variables,
 * functions and loops are the user's, not the machine's.
 */
final class RestoreCommand extends MachineBuiltin {
  private final Checkpoints checkpoints;

  RestoreCommand(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public String summary() {
    return "make the machine what it was at a checkpoint";
  }

  @Override
  public String usage() {
    return """
    Usage: restore [NAME]

    Make the machine what it was at a checkpoint, without NAME at the one taken last. All that the
    kernel knows goes back, also the shell's open files and directory; the shell itself goes on:
    variables, functions, loops and the history stay. Programs that were started since are gone; if
    one that ran at the checkpoint has gone on, the machine cannot go back, and says so
    """;
  }

  @Override
  String operands() {
    return "[NAME]";
  }

  @Override
  int run(Interpreter shell, @Nullable String name) throws CheckpointException {
    String wanted = name == null ? checkpoints.last() : name;
    Checkpoints.Kept kept = wanted == null ? null : checkpoints.find(wanted);
    if (kept == null) {
      throw new CheckpointException((wanted == null ? "" : wanted + ": ") + "no such checkpoint");
    }
    try {
      kept.machine().restore();
    } catch (CheckpointException e) {
      throw new CheckpointException(wanted + ": " + e.getMessage());
    }
    // not by a system call: the machine is to be what it was, and that takes time there
    shell.variables().put("PWD", kept.directory());
    return 0;
  }
}
