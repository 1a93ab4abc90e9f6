package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.ControlFlow;
import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code break} and {@code continue}. */
final class LoopBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    String name = argv.getFirst();
    int levels = 1;
    if (argv.size() > 1) {
      Long number = Builtins.number(argv.get(1));
      if (number == null) {
        shell.error(name + ": " + argv.get(1) + ": numeric argument required");
        throw new ControlFlow.Exit(128);
      }
      if (number < 1) {
        shell.error(name + ": " + argv.get(1) + ": loop count out of range");
        throw new ControlFlow.Break(shell.loops());
      }
      levels = (int) Math.min(number, Math.max(1, shell.loops()));
    }
    if (shell.loops() == 0) {
      return 0;
    }
    if (name.equals("break")) {
      throw new ControlFlow.Break(levels);
    }
    throw new ControlFlow.Continue(levels);
  }
}
