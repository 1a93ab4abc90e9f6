package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.ControlFlow;
import io.kobox.shell.lang.Interpreter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of builtins. Each is made when called: looking one up loads only its class. */
public final class Builtins {
  private static final List<String> NAMES =
      List.of(
          ".",
          ":",
          "[",
          "bg",
          "break",
          "builtin",
          "cd",
          "command",
          "continue",
          "declare",
          "echo",
          "eval",
          "exec",
          "exit",
          "export",
          "false",
          "fg",
          "getopts",
          "hash",
          "help",
          "jobs",
          "kill",
          "let",
          "local",
          "printf",
          "pwd",
          "read",
          "readonly",
          "return",
          "set",
          "shift",
          "source",
          "test",
          "times",
          "trap",
          "true",
          "type",
          "typeset",
          "ulimit",
          "umask",
          "unset",
          "wait");

  private Builtins() {}

  public static List<String> names() {
    return NAMES;
  }

  public static @Nullable Builtin find(String name) {
    return switch (name) {
      case ":", "true" -> (shell, argv) -> 0;
      case "false" -> (shell, argv) -> 1;
      case ".", "source" -> new SourceBuiltin();
      case "[", "test" -> new TestBuiltin();
      case "bg", "fg" -> new ForegroundBuiltin();
      case "break", "continue" -> new LoopBuiltin();
      case "builtin", "command" -> new CommandBuiltin();
      case "cd" -> new CdBuiltin();
      case "declare", "typeset" -> new DeclareBuiltin();
      case "echo" -> new EchoBuiltin();
      case "eval" -> new EvalBuiltin();
      case "exec" -> new ExecBuiltin();
      case "exit", "return" -> new ExitBuiltin();
      case "export", "readonly" -> new ExportBuiltin();
      case "getopts" -> new GetoptsBuiltin();
      case "hash" -> new HashBuiltin();
      case "help" -> new HelpBuiltin();
      case "jobs" -> new JobsBuiltin();
      case "kill" -> new KillBuiltin();
      case "let" -> new LetBuiltin();
      case "local" -> new LocalBuiltin();
      case "printf" -> new PrintfBuiltin();
      case "pwd" -> new PwdBuiltin();
      case "read" -> new ReadBuiltin();
      case "set" -> new SetBuiltin();
      case "shift" -> new ShiftBuiltin();
      case "times" -> new TimesBuiltin();
      case "trap" -> new TrapBuiltin();
      case "type" -> new TypeBuiltin();
      case "ulimit" -> new UlimitBuiltin();
      case "umask" -> new UmaskBuiltin();
      case "unset" -> new UnsetBuiltin();
      case "wait" -> new WaitBuiltin();
      default -> null;
    };
  }

  /** POSIX's special builtins: found before functions, and their errors end the shell. */
  public static boolean isSpecial(String name) {
    return switch (name) {
      case ":",
          ".",
          "source",
          "break",
          "continue",
          "eval",
          "exec",
          "exit",
          "export",
          "readonly",
          "return",
          "set",
          "shift",
          "times",
          "trap",
          "unset" ->
          true;
      default -> false;
    };
  }

  /** Says {@code usage} after an error; a special builtin's ends the shell. */
  static int usage(Interpreter shell, String name, String usage) {
    shell.message(name + ": usage: " + usage + "\n");
    if (isSpecial(name) && !shell.isInteractive()) {
      throw new ControlFlow.Exit(2);
    }
    return 2;
  }

  /** Says that there is no option {@code option}, then the usage. */
  static int invalidOption(Interpreter shell, String name, String option, String usage) {
    shell.error(name + ": " + option + ": invalid option");
    return usage(shell, name, usage);
  }

  /** The number in {@code text}; null: it is none. */
  static @Nullable Long number(String text) {
    String digits = text.strip();
    try {
      return digits.length() > 20 ? null : Long.valueOf(digits);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
