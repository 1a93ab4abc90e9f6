package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.ControlFlow;
import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code exit} and {@code return}. */
final class ExitBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    boolean exits = argv.getFirst().equals("exit");
    int status = shell.status();
    if (argv.size() > 1) {
      Long number = Builtins.number(argv.get(1));
      if (number == null) {
        shell.error(argv.getFirst() + ": " + argv.get(1) + ": numeric argument required");
        status = 2;
      } else if (argv.size() > 2 && exits) {
        shell.error("exit: too many arguments");
        return 1;
      } else {
        status = (int) (number & 0xff);
      }
    }
    if (exits) {
      throw new ControlFlow.Exit(status);
    }
    if (!shell.canReturn()) {
      shell.error("return: can only `return' from a function or sourced script");
      if (!shell.isInteractive()) {
        throw new ControlFlow.Exit(2);
      }
      return 2;
    }
    throw new ControlFlow.Return(status);
  }
}
