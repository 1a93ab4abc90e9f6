package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Names;
import io.kobox.shell.lang.Quoting;
import io.kobox.shell.lang.Variable;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code declare} and {@code typeset}: attributes -a -i -r -x, and -p to show them. */
final class DeclareBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    String options = "";
    int at = 1;
    while (at < argv.size() && argv.get(at).length() > 1 && argv.get(at).startsWith("-")) {
      options += argv.get(at++).substring(1);
    }
    for (int i = 0; i < options.length(); i++) {
      if ("aAfFgilnprtux".indexOf(options.charAt(i)) < 0) {
        return Builtins.invalidOption(
            shell,
            argv.getFirst(),
            "-" + options.charAt(i),
            argv.getFirst()
                + " [-aAfFgiIlnrtux] [name[=value] ...] or "
                + argv.getFirst()
                + " -p [-aAfFilnrtux] [name ...]");
      }
    }
    int status = 0;
    for (String argument : argv.subList(at, argv.size())) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (options.contains("p")) {
        status |= show(shell, argv.getFirst(), name);
        continue;
      }
      if (!Names.isName(name)) {
        shell.error(argv.getFirst() + ": `" + argument + "': not a valid identifier");
        status = 1;
        continue;
      }
      boolean local = shell.variables().inFunction() && !options.contains("g");
      Variable variable = local ? shell.variables().makeLocal(name) : shell.variables().make(name);
      variable.integer |= options.contains("i");
      variable.exported |= options.contains("x");
      if (options.contains("a")) {
        variable.makeArray();
      }
      if (equals >= 0 && !shell.tryAssign(name, null, argument.substring(equals + 1))) {
        status = 1;
      }
      variable.readonly |= options.contains("r");
    }
    return status;
  }

  private static int show(Interpreter shell, String builtin, String name) {
    Variable variable = shell.variables().find(name);
    if (variable == null) {
      shell.error(builtin + ": " + name + ": not found");
      return 1;
    }
    String letters =
        (variable.isArray() ? "a" : "")
            + (variable.integer ? "i" : "")
            + (variable.readonly ? "r" : "")
            + (variable.exported ? "x" : "");
    StringBuilder line = new StringBuilder("declare -").append(letters.isEmpty() ? "-" : letters);
    line.append(' ').append(name);
    if (variable.isArray()) {
      List<String> elements = new ArrayList<>();
      variable.elements().forEach((k, v) -> elements.add("[" + k + "]=" + Quoting.doubled(v)));
      line.append("=(").append(String.join(" ", elements)).append(')');
    } else if (variable.value() != null) {
      line.append('=').append(Quoting.doubled(shell.variables().get(name, "")));
    }
    shell.print(line + "\n");
    return 0;
  }
}
