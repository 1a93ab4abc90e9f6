package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code cd}: the shell keeps the path as the user went it (PWD). */
final class CdBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int at = 1;
    boolean physical = false;
    while (at < argv.size() && argv.get(at).startsWith("-") && argv.get(at).length() > 1) {
      String option = argv.get(at++);
      if (option.equals("--")) {
        break;
      }
      if (!option.equals("-P") && !option.equals("-L")) {
        return Builtins.invalidOption(shell, "cd", option, "cd [-L|[-P [-e]] [-@]] [dir]");
      }
      physical = option.equals("-P");
    }
    if (argv.size() - at > 1) {
      shell.error("cd: too many arguments");
      return 1;
    }
    String target = at < argv.size() ? argv.get(at) : shell.variables().get("HOME");
    if (target == null) {
      shell.error("cd: HOME not set");
      return 1;
    }
    boolean back = target.equals("-");
    if (back) {
      target = shell.variables().get("OLDPWD");
      if (target == null) {
        shell.error("cd: OLDPWD not set");
        return 1;
      }
    }
    return change(shell, target, physical, back);
  }

  private static int change(Interpreter shell, String target, boolean physical, boolean prints)
      throws ErrnoException {
    String here = shell.variables().get("PWD", "/");
    String path = target.isEmpty() ? here : target;
    String logical = canonical(path.startsWith("/") ? path : here + "/" + path);
    try {
      shell.calls().chdir(physical ? path : logical);
    } catch (ErrnoException e) {
      shell.error("cd: " + target + ": " + Errno.strerror(e.number()));
      return 1;
    }
    String now = physical ? shell.calls().getcwd() : logical;
    shell.variables().put("OLDPWD", here);
    shell.variables().make("OLDPWD").exported = true;
    shell.variables().put("PWD", now);
    if (prints) {
      shell.print(now + "\n");
    }
    return 0;
  }

  /** Without {@code .}, {@code ..} and doubled slashes. */
  private static String canonical(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.removeLast();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return "/" + String.join("/", parts);
  }
}
