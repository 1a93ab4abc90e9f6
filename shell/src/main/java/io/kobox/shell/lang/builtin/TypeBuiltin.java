package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import java.util.Set;

/** {@code type}, and what {@code command -v} and -V say. */
final class TypeBuiltin implements Builtin {
  private static final Set<String> KEYWORDS =
      Set.of(
          "!",
          "[[",
          "]]",
          "case",
          "coproc",
          "do",
          "done",
          "elif",
          "else",
          "esac",
          "fi",
          "for",
          "function",
          "if",
          "in",
          "select",
          "then",
          "time",
          "until",
          "while",
          "{",
          "}");

  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int status = 0;
    boolean short_ = argv.contains("-t");
    boolean path = argv.contains("-p") || argv.contains("-P");
    for (String name : argv.subList(1, argv.size())) {
      if (name.startsWith("-")) {
        continue;
      }
      boolean found;
      if (short_) {
        found = word(shell, name);
      } else if (path) {
        found = Builtins.find(name) != null || describe(shell, name, false, "");
      } else {
        found = describe(shell, name, true, "type");
      }
      status |= found ? 0 : 1;
    }
    return status;
  }

  private static boolean word(Interpreter shell, String name) {
    String kind = null;
    if (KEYWORDS.contains(name)) {
      kind = "keyword";
    } else if (shell.functions().containsKey(name)) {
      kind = "function";
    } else if (Builtins.find(name) != null) {
      kind = "builtin";
    } else if (shell.finder().path(shell.calls(), name, shell.variables().get("PATH", ""))
        != null) {
      kind = "file";
    }
    if (kind == null) {
      return false;
    }
    shell.print(kind + "\n");
    return true;
  }

  /** Tells what {@code name} is; false: nothing. {@code complains} names who says so. */
  static boolean describe(Interpreter shell, String name, boolean verbose, String complains) {
    if (KEYWORDS.contains(name)) {
      shell.print(name + (verbose ? " is a shell keyword" : "") + "\n");
      return true;
    }
    Interpreter.Function function = shell.functions().get(name);
    if (function != null) {
      String text = verbose ? " is a function\n" + name + " () \n" : "";
      shell.print(name + text + (verbose ? function.definition().source() : "") + "\n");
      return true;
    }
    if (Builtins.find(name) != null) {
      String special = Builtins.isSpecial(name) ? "special " : "";
      shell.print(name + (verbose ? " is a " + special + "shell builtin" : "") + "\n");
      return true;
    }
    String path = shell.finder().path(shell.calls(), name, shell.variables().get("PATH", ""));
    if (path != null) {
      shell.print((verbose ? name + " is " : "") + path + "\n");
      return true;
    }
    if (verbose) {
      shell.error(complains + ": " + name + ": not found");
    }
    return false;
  }
}
