package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.ControlFlow;
import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Names;
import io.kobox.shell.lang.Quoting;
import io.kobox.shell.lang.Variable;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code export} and {@code readonly}. */
final class ExportBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    String builtin = argv.getFirst();
    boolean exports = builtin.equals("export");
    boolean removes = false;
    boolean functions = false;
    int at = 1;
    while (at < argv.size() && argv.get(at).startsWith("-") && argv.get(at).length() > 1) {
      String option = argv.get(at++);
      if (option.equals("--")) {
        break;
      }
      switch (option) {
        case "-p", "-a" -> {}
        case "-n" -> removes = true;
        case "-f" -> functions = true;
        default -> {
          return Builtins.invalidOption(
              shell,
              builtin,
              option,
              exports
                  ? "export [-fn] [name[=value] ...] or export -p"
                  : "readonly [-aAf] [name[=value] ...] or readonly -p");
        }
      }
    }
    if (at == argv.size()) {
      list(shell, exports);
      return 0;
    }
    int status = 0;
    for (String argument : argv.subList(at, argv.size())) {
      if (!functions) {
        status |= mark(shell, argument, exports, removes);
      }
    }
    return status;
  }

  private static int mark(Interpreter shell, String argument, boolean exports, boolean removes) {
    int equals = argument.indexOf('=');
    boolean append = equals > 0 && argument.charAt(equals - 1) == '+';
    String name = equals < 0 ? argument : argument.substring(0, append ? equals - 1 : equals);
    if (!Names.isName(name)) {
      shell.error(
          (exports ? "export" : "readonly") + ": `" + argument + "': not a valid identifier");
      return 1;
    }
    String value = equals < 0 ? null : argument.substring(equals + 1);
    if (value != null) {
      String before = append ? shell.variables().get(name, "") : "";
      if (!shell.tryAssign(name, null, before + value)) {
        if (!shell.isInteractive()) {
          throw new ControlFlow.Exit(1);
        }
        return 1;
      }
    }
    Variable variable = shell.variables().make(name);
    if (exports) {
      variable.exported = !removes;
    } else {
      variable.readonly = true;
    }
    return 0;
  }

  private static void list(Interpreter shell, boolean exports) {
    shell
        .variables()
        .all()
        .forEach(
            (name, variable) -> {
              if (exports ? variable.exported : variable.readonly) {
                String value = variable.value();
                shell.print(
                    (exports ? "export " : "readonly ")
                        + name
                        + (value == null ? "" : "=" + Quoting.doubled(value))
                        + "\n");
              }
            });
  }
}
