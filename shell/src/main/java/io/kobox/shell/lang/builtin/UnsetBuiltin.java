package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Names;
import io.kobox.shell.lang.Variable;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code unset}. */
final class UnsetBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    boolean functions = false;
    boolean variables = false;
    int status = 0;
    for (String name : argv.subList(1, argv.size())) {
      if (name.equals("-f")) {
        functions = true;
        continue;
      }
      if (name.equals("-v")) {
        variables = true;
        continue;
      }
      if (name.startsWith("-")) {
        return Builtins.invalidOption(shell, "unset", name, "unset [-f] [-v] [-n] [name ...]");
      }
      status |= unset(shell, name, functions, variables);
    }
    return status;
  }

  private static int unset(Interpreter shell, String name, boolean functions, boolean variables) {
    if (functions) {
      shell.functions().remove(name);
      return 0;
    }
    int bracket = name.indexOf('[');
    String base = bracket > 0 && name.endsWith("]") ? name.substring(0, bracket) : name;
    if (!Names.isName(base)) {
      shell.error("unset: `" + name + "': not a valid identifier");
      return 1;
    }
    Variable variable = shell.variables().find(base);
    if (variable != null && variable.readonly) {
      shell.error("unset: " + base + ": cannot unset: readonly variable");
      return 1;
    }
    if (variable == null) {
      if (!variables) {
        shell.functions().remove(name);
      }
    } else if (!base.equals(name)) {
      Long index = Builtins.number(name.substring(bracket + 1, name.length() - 1));
      if (index != null) {
        variable.makeArray().remove((int) (long) index);
      }
    } else {
      shell.variables().unset(name);
    }
    return 0;
  }
}
