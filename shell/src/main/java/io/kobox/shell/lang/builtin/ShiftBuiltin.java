package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code shift}. */
final class ShiftBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    Long count = argv.size() > 1 ? Builtins.number(argv.get(1)) : Long.valueOf(1);
    if (count == null) {
      shell.error("shift: " + argv.get(1) + ": numeric argument required");
      return 1;
    }
    if (count < 0 || count > shell.positional().size()) {
      if (argv.size() > 1) {
        shell.error("shift: " + argv.get(1) + ": shift count out of range");
      }
      return 1;
    }
    shell.setPositional(shell.positional().subList((int) (long) count, shell.positional().size()));
    return 0;
  }
}
