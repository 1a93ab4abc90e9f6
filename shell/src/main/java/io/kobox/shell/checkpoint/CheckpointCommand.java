package io.kobox.shell.checkpoint;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.shell.command.Command;
import io.kobox.shell.command.Session;
import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.builtin.Builtin;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code checkpoint}: keeps what the machine is now. In the shell's own process, as the machine is
 * to go on from there. Exit status 0; 1 if it cannot be kept; 2 for wrong usage.
 */
final class CheckpointCommand implements Command, Builtin {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final double MEGABYTE = 1 << 20;

  private final Checkpoints checkpoints;

  CheckpointCommand(Checkpoints checkpoints) {
    this.checkpoints = checkpoints;
  }

  @Override
  public String name() {
    return "checkpoint";
  }

  @Override
  public String summary() {
    return "keep what the machine is now, for restore";
  }

  @Override
  public String usage() {
    return """
    Usage: checkpoint [NAME]
           checkpoint -l | -d NAME

    Keep the whole machine as it is now: memory, modules, tasks, files, log and clock. 'restore'
    goes back to it, as often as wanted. Without NAME it gets the next number, which is printed

    \t-l\tlist them: name, the machine's time, the memory that it takes
    \t-d NAME\tforget it
    """;
  }

  @Override
  public int run(Session session) throws ErrnoException {
    session.error("checkpoint: only as a command of the shell itself");
    return FAILED;
  }

  @Override
  public int run(Interpreter shell, List<String> argv) {
    List<String> words = argv.subList(1, argv.size());
    if (words.equals(List.of("--help"))) {
      shell.print(usage());
      return 0;
    }
    if (words.equals(List.of("-l"))) {
      list(shell);
      return 0;
    }
    if (words.size() == 2 && words.getFirst().equals("-d")) {
      return forget(shell, words.getLast());
    }
    if (words.size() > 1 || (words.size() == 1 && words.getFirst().startsWith("-"))) {
      shell.message("checkpoint: usage: checkpoint [NAME] | -l | -d NAME\n");
      return USAGE;
    }
    if (shell.redirects()) {
      shell.error("checkpoint: not while its output or input goes elsewhere");
      return FAILED;
    }
    try {
      String here = shell.variables().get("PWD", "/");
      String name =
          checkpoints.take(shell.calls(), here, words.isEmpty() ? null : words.getFirst());
      if (words.isEmpty()) {
        shell.print(name + "\n");
      }
      return 0;
    } catch (CheckpointException e) {
      shell.error("checkpoint: " + e.getMessage());
      return FAILED;
    }
  }

  private int forget(Interpreter shell, String name) {
    if (checkpoints.find(name) == null) {
      shell.error("checkpoint: " + name + ": no such checkpoint");
      return FAILED;
    }
    checkpoints.remove(name);
    return 0;
  }

  private void list(Interpreter shell) {
    int width = 4;
    for (String name : checkpoints.all().keySet()) {
      width = Math.max(width, name.length());
    }
    String format = "%-" + width + "s %14s %8s%n";
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, format, "NAME", "TIME", "MEMORY"));
    for (Map.Entry<String, Checkpoints.Kept> each : checkpoints.all().entrySet()) {
      Checkpoint checkpoint = each.getValue().machine();
      text.append(
          String.format(
              Locale.ROOT,
              format,
              each.getKey(),
              String.format(Locale.ROOT, "%.6f", checkpoint.time() / 1e9),
              String.format(Locale.ROOT, "%.1fM", checkpoint.size() / MEGABYTE)));
    }
    shell.print(text.toString());
  }
}
