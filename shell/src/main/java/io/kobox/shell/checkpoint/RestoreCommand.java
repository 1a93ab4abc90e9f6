package io.kobox.shell.checkpoint;

import io.kobox.checkpoint.CheckpointException;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.builtin.Builtin;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/**
 * {@code restore}: makes the machine what it was. The shell goes on where it is: its variables,
 * functions and loops are the user's, not the machine's. Exit status 0; 1 if the machine cannot go
 * back, and then nothing has changed; 2 for wrong usage.
 */
final class RestoreCommand implements Command, Builtin {
  private static final int FAILED = 1;
  private static final int USAGE = 2;

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
  public int run(Session session) throws ErrnoException {
    session.error("restore: only as a command of the shell itself");
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
      shell.message("restore: usage: restore [NAME]\n");
      return USAGE;
    }
    if (shell.redirects()) {
      shell.error("restore: not while its output or input goes elsewhere");
      return FAILED;
    }
    String name = words.isEmpty() ? checkpoints.last() : words.getFirst();
    Checkpoints.Kept kept = name == null ? null : checkpoints.find(name);
    if (kept == null) {
      shell.error("restore: " + (name == null ? "" : name + ": ") + "no such checkpoint");
      return FAILED;
    }
    try {
      kept.machine().restore();
    } catch (CheckpointException e) {
      shell.error("restore: " + name + ": " + e.getMessage());
      return FAILED;
    }
    // not by a system call: the machine is to be what it was, and that takes time there
    shell.variables().put("PWD", kept.directory());
    return 0;
  }
}
