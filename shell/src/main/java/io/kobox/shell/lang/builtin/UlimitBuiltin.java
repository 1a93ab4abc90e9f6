package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code ulimit}: the machine has no limits that can be set. */
final class UlimitBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    if (argv.size() < 2 || argv.getLast().startsWith("-")) {
      shell.print("unlimited\n");
    }
    return 0;
  }
}
