package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code hash}: commands are not cached here, so it only says whether names exist. */
final class HashBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int status = 0;
    for (String name : argv.subList(1, argv.size())) {
      if (name.startsWith("-")
          || Builtins.find(name) != null
          || shell.functions().containsKey(name)) {
        continue;
      }
      if (shell.finder().path(shell.calls(), name, shell.variables().get("PATH", "")) == null) {
        shell.error("hash: " + name + ": not found");
        status = 1;
      }
    }
    return status;
  }
}
