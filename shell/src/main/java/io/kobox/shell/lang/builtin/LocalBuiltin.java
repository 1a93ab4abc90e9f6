package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Names;
import io.kobox.shell.lang.Variable;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code local}. */
final class LocalBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    if (!shell.variables().inFunction()) {
      shell.error("local: can only be used in a function");
      return 1;
    }
    int status = 0;
    String options = "";
    for (String argument : argv.subList(1, argv.size())) {
      if (argument.startsWith("-")) {
        options += argument;
        continue;
      }
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (!Names.isName(name)) {
        shell.error("local: `" + argument + "': not a valid identifier");
        status = 1;
        continue;
      }
      Variable before = shell.variables().find(name);
      if (before != null && before.readonly) {
        shell.error("local: " + name + ": readonly variable");
        status = 1;
        continue;
      }
      Variable local = shell.variables().makeLocal(name);
      local.integer |= options.contains("i");
      local.exported |= options.contains("x");
      if (options.contains("a")) {
        local.makeArray();
      }
      if (equals >= 0) {
        shell.tryAssign(name, null, argument.substring(equals + 1));
      }
      local.readonly |= options.contains("r");
    }
    return status;
  }
}
