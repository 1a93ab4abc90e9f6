package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.ControlFlow;
import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code exec}: a program takes the shell's place; without one the redirections stay. */
final class ExecBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int at = 1;
    while (at < argv.size() && argv.get(at).startsWith("-")) {
      String option = argv.get(at++);
      if (option.equals("--")) {
        break;
      }
      if (option.equals("-a") && at < argv.size()) {
        at++;
      } else if (!option.equals("-c") && !option.equals("-l")) {
        return Builtins.invalidOption(
            shell,
            "exec",
            option,
            "exec [-cl] [-a name] [command [argument ...]] [redirection ...]");
      }
    }
    if (at == argv.size()) {
      return 0;
    }
    List<String> command = new ArrayList<>(argv.subList(at, argv.size()));
    int status = shell.become(command);
    if (shell.isInteractive() && (status == 126 || status == 127)) {
      return status;
    }
    throw new ControlFlow.Exit(status);
  }
}
