package io.kobox.shell.checkpoint;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.checkpoint.CheckpointException;
import io.kobox.shell.lang.Interpreter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code checkpoint}: keeps what the machine is now. */
final class CheckpointCommand extends MachineBuiltin {
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
  String operands() {
    return "[NAME] | -l | -d NAME";
  }

  @Override
  public int run(Interpreter shell, List<String> argv) {
    if (argv.size() == 2 && argv.getLast().equals("-l")) {
      list(shell);
      return 0;
    }
    if (argv.size() == 3 && argv.get(1).equals("-d")) {
      return forget(shell, argv.getLast());
    }
    return super.run(shell, argv);
  }

  @Override
  int run(Interpreter shell, @Nullable String name) throws CheckpointException {
    String taken = checkpoints.take(shell.calls(), shell.variables().get("PWD", "/"), name);
    if (name == null) {
      shell.print(taken + "\n");
    }
    return 0;
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
