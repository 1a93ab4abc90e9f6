package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code eval}. */
final class EvalBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    String text = String.join(" ", argv.subList(1, argv.size()));
    return text.isBlank() ? 0 : shell.eval(text);
  }
}
