package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code pwd}. */
final class PwdBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    boolean physical = false;
    for (String option : argv.subList(1, argv.size())) {
      if (option.startsWith("-") && !option.equals("-P") && !option.equals("-L")) {
        return Builtins.invalidOption(shell, "pwd", option, "pwd [-LP]");
      }
      physical = option.equals("-P");
    }
    String path = shell.variables().get("PWD");
    if (physical || path == null) {
      path = shell.calls().getcwd();
    }
    shell.print(path + "\n");
    return 0;
  }
}
