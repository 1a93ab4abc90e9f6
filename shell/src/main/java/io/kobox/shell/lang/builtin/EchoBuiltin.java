package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code echo}, with bash's -n, -e and -E. */
final class EchoBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    boolean newline = true;
    boolean escapes = false;
    int at = 1;
    for (; at < argv.size() && isOption(argv.get(at)); at++) {
      String option = argv.get(at);
      for (int i = 1; i < option.length(); i++) {
        switch (option.charAt(i)) {
          case 'n' -> newline = false;
          case 'e' -> escapes = true;
          default -> escapes = false;
        }
      }
    }
    for (int i = at; i < argv.size(); i++) {
      if (i > at) {
        shell.print(" ");
      }
      if (!escapes) {
        shell.print(argv.get(i));
        continue;
      }
      Escapes.Result result = Escapes.echo(argv.get(i));
      for (String line : result.text().split("(?<=\n)", -1)) {
        shell.print(line);
      }
      if (result.stops()) {
        return 0;
      }
    }
    if (newline) {
      shell.print("\n");
    }
    return 0;
  }

  private static boolean isOption(String text) {
    if (text.length() < 2 || text.charAt(0) != '-') {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      if ("neE".indexOf(text.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }
}
