package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Arithmetic;
import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code let}. */
final class LetBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    if (argv.size() < 2) {
      shell.error("let: expression expected");
      return 1;
    }
    long value = 0;
    for (String expression : argv.subList(1, argv.size())) {
      try {
        value = shell.tryEvaluate(expression);
      } catch (Arithmetic.ArithmeticError e) {
        shell.error("let: " + e.text());
        return 1;
      }
    }
    return value == 0 ? 1 : 0;
  }
}
