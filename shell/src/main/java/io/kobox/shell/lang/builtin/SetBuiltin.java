package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.ControlFlow;
import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Options;
import io.kobox.shell.lang.Quoting;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code set}. */
final class SetBuiltin implements Builtin {
  private static final List<String> LONG_NAMES =
      List.of(
          "allexport",
          "braceexpand",
          "emacs",
          "errexit",
          "errtrace",
          "functrace",
          "hashall",
          "histexpand",
          "history",
          "ignoreeof",
          "interactive-comments",
          "keyword",
          "monitor",
          "noclobber",
          "noexec",
          "noglob",
          "nolog",
          "notify",
          "nounset",
          "onecmd",
          "physical",
          "pipefail",
          "posix",
          "privileged",
          "verbose",
          "vi",
          "xtrace");

  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    if (argv.size() == 1) {
      shell
          .variables()
          .all()
          .forEach(
              (name, variable) -> {
                if (variable.value() != null && !name.startsWith("__")) {
                  String value = shell.variables().get(name, "");
                  String shown = value.isEmpty() ? "" : Quoting.ifNeeded(value);
                  shell.print(name + "=" + shown + "\n");
                }
              });
      return 0;
    }
    int at = 1;
    for (; at < argv.size(); at++) {
      String word = argv.get(at);
      if (word.equals("--") || word.equals("-")) {
        if (word.equals("-")) {
          shell.options().xtrace = false;
          shell.options().verbose = false;
        }
        if (word.equals("--") || at + 1 < argv.size()) {
          shell.setPositional(argv.subList(at + 1, argv.size()));
        }
        return 0;
      }
      if (word.length() < 2 || (word.charAt(0) != '-' && word.charAt(0) != '+')) {
        break;
      }
      boolean on = word.charAt(0) == '-';
      for (int i = 1; i < word.length(); i++) {
        if (word.charAt(i) == 'o') {
          if (at + 1 == argv.size()) {
            list(shell, on);
            return 0;
          }
          String name = argv.get(++at);
          if (!shell.options().set(name, on)) {
            shell.error("set: " + name + ": invalid option name");
            return fail(shell);
          }
        } else if (!shell.options().set(word.charAt(i), on)) {
          return Builtins.invalidOption(
              shell,
              "set",
              word.charAt(0) + word.substring(i, i + 1),
              "set [-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]");
        }
      }
    }
    if (at < argv.size()) {
      shell.setPositional(argv.subList(at, argv.size()));
    }
    return 0;
  }

  private static int fail(Interpreter shell) {
    if (!shell.isInteractive()) {
      throw new ControlFlow.Exit(2);
    }
    return 2;
  }

  private static void list(Interpreter shell, boolean readable) {
    for (String name : LONG_NAMES) {
      boolean on = isOn(shell.options(), name);
      shell.print(
          readable
              ? name
                  + " ".repeat(Math.max(0, 15 - name.length()))
                  + "\t"
                  + (on ? "on" : "off")
                  + "\n"
              : "set " + (on ? "-o " : "+o ") + name + "\n");
    }
  }

  private static boolean isOn(Options options, String name) {
    return switch (name) {
      case "allexport" -> options.allexport;
      case "errexit" -> options.errexit;
      case "noclobber" -> options.noclobber;
      case "noexec" -> options.noexec;
      case "noglob" -> options.noglob;
      case "nounset" -> options.nounset;
      case "pipefail" -> options.pipefail;
      case "verbose" -> options.verbose;
      case "xtrace" -> options.xtrace;
      case "braceexpand", "hashall", "interactive-comments", "posix" -> true;
      default -> false;
    };
  }
}
