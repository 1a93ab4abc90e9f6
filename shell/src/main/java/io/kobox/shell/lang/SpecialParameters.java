package io.kobox.shell.lang;

import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** The parameters that are no plain variables: {@code $?}, {@code $1}, {@code $LINENO} … */
final class SpecialParameters implements Arithmetic.Names {
  private final Interpreter shell;

  /** RANDOM's state: always the same start, so that runs can be repeated. */
  private long seed = 1;

  SpecialParameters(Interpreter shell) {
    this.shell = shell;
  }

  /** What bash sets when it starts. */
  void setDefaults() {
    Variables variables = shell.variables();
    variables.put("IFS", " \t\n");
    setDefault("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    setDefault("OPTIND", "1");
    setDefault("PS4", "+ ");
    try {
      variables.put("PWD", shell.calls().getcwd());
    } catch (ErrnoException removed) {
      setDefault("PWD", "/");
    }
    variables.make("PWD").exported = true;
    variables.make("OLDPWD").exported = true;
  }

  private void setDefault(String name, String value) {
    if (shell.variables().get(name) == null) {
      shell.variables().put(name, value);
    }
  }

  @Nullable String get(String name) {
    char first = name.charAt(0);
    if (Lexer.isDigit(first)) {
      return positional(name);
    }
    return switch (name) {
      case "?" -> Integer.toString(shell.status());
      case "$" -> Integer.toString(shell.shellPid());
      case "#" -> Integer.toString(shell.positional().size());
      case "-" -> shell.options().letters() + (shell.isInteractive() ? "i" : "") + suffix();
      case "!" -> shell.backgroundPid() == 0 ? null : Integer.toString(shell.backgroundPid());
      case "@", "*" -> String.join(" ", shell.positional());
      case "LINENO" -> Integer.toString(shell.frame().line);
      case "BASHPID" -> Integer.toString(shell.calls().getpid());
      case "PPID" -> Integer.toString(shell.calls().getppid());
      case "UID", "EUID" -> "0";
      case "RANDOM" -> random();
      case "SECONDS" -> seconds();
      case "HOSTNAME" -> shell.calls().uname().nodename();
      case "BASH" -> "/usr/bin/sh";
      case "BASH_VERSION" -> "5.2.15(1)-release";
      case "BASH_SOURCE" -> shell.frame().source;
      default -> shell.variables().get(name);
    };
  }

  private String suffix() {
    return switch (shell.mode()) {
      case COMMAND_STRING -> "c";
      case STANDARD_INPUT -> "s";
      default -> "";
    };
  }

  private @Nullable String positional(String name) {
    int number = name.length() > 9 ? Integer.MAX_VALUE : Integer.parseInt(name);
    if (number == 0) {
      return shell.name();
    }
    return number <= shell.positional().size() ? shell.positional().get(number - 1) : null;
  }

  private String random() {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    return Long.toString((seed >> 16) & 0x7fff);
  }

  private String seconds() {
    try {
      return Long.toString(shell.calls().clockGettime(1) / 1_000_000_000);
    } catch (ErrnoException e) {
      return "0";
    }
  }

  @Override
  public @Nullable String get(String name, @Nullable Long index) throws Arithmetic.ArithmeticError {
    String value;
    if (index == null) {
      value = get(name);
    } else {
      Variable variable = shell.variables().find(name);
      value = variable == null ? null : variable.elements().get((int) (long) index);
    }
    if (value == null && shell.options().nounset) {
      shell.error(name + ": unbound variable");
      throw new ControlFlow.Abort(1);
    }
    return value;
  }

  @Override
  public void set(String name, @Nullable Long index, long value) {
    shell.assign(name, index, Long.toString(value));
  }
}
