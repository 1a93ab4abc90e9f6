package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Quoting;
import io.kobox.shell.lang.Signals;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/**
 * {@code trap}. EXIT always runs; of signals only those that the shell sends to itself, since a
 * process of the machine has no signal handlers.
 */
final class TrapBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int at = 1;
    if (at < argv.size() && argv.get(at).equals("-l")) {
      return new KillBuiltin().run(shell, List.of("kill", "-l"));
    }
    boolean prints = at < argv.size() && argv.get(at).equals("-p");
    if (prints || (at < argv.size() && argv.get(at).equals("--"))) {
      at++;
    }
    List<String> arguments = argv.subList(at, argv.size());
    if (arguments.isEmpty() || prints) {
      shell.traps().forEach((name, action) -> print(shell, name, action));
      return 0;
    }
    boolean resets = arguments.size() == 1 || arguments.getFirst().equals("-");
    Long number = Builtins.number(arguments.getFirst());
    resets |= number != null && number >= 0;
    boolean skipsAction = arguments.size() > 1 && (number == null || number < 0);
    int status = 0;
    for (String spec : skipsAction ? arguments.subList(1, arguments.size()) : arguments) {
      int signal = Signals.number(spec);
      if (signal < 0) {
        shell.error("trap: " + spec + ": invalid signal specification");
        status = 1;
      } else if (resets) {
        shell.traps().reset(Signals.name(signal));
      } else {
        shell.traps().set(Signals.name(signal), arguments.getFirst());
      }
    }
    return status;
  }

  private static void print(Interpreter shell, String name, String action) {
    shell.print("trap -- " + Quoting.single(action) + " " + name + "\n");
  }
}
