package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code command} and {@code builtin}. */
final class CommandBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int at = 1;
    String mode = "";
    while (at < argv.size() && argv.get(at).startsWith("-") && argv.get(at).length() > 1) {
      String option = argv.get(at++);
      if (option.equals("--")) {
        break;
      }
      switch (option) {
        case "-v", "-V" -> mode = option;
        case "-p" -> {}
        default -> {
          return Builtins.invalidOption(
              shell, argv.getFirst(), option, "command [-pVv] command [arg ...]");
        }
      }
    }
    List<String> rest = argv.subList(at, argv.size());
    if (rest.isEmpty()) {
      return 0;
    }
    if (!mode.isEmpty()) {
      int found = 0;
      for (String name : rest) {
        found += TypeBuiltin.describe(shell, name, mode.equals("-V"), "command") ? 1 : 0;
      }
      return found > 0 ? 0 : 1;
    }
    Builtin builtin = Builtins.find(rest.getFirst());
    if (builtin != null) {
      return builtin.run(shell, rest);
    }
    if (argv.getFirst().equals("builtin")) {
      shell.error("builtin: " + rest.getFirst() + ": not a shell builtin");
      return 1;
    }
    return shell.runProgram(rest);
  }
}
