package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Jobs;
import io.kobox.shell.lang.Signals;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;

/** {@code kill}. */
final class KillBuiltin implements Builtin {
  private static final String USAGE =
      "kill [-s sigspec | -n signum | -sigspec] pid | jobspec ... or kill -l [sigspec]";

  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    int signal = SystemCalls.SIGTERM;
    int at = 1;
    if (at < argv.size() && (argv.get(at).equals("-l") || argv.get(at).equals("-L"))) {
      return list(shell, argv.subList(at + 1, argv.size()));
    }
    if (at < argv.size() && argv.get(at).startsWith("-") && argv.get(at).length() > 1) {
      String option = argv.get(at++);
      String spec = option.substring(1);
      if (option.equals("-s") || option.equals("-n")) {
        if (at == argv.size()) {
          shell.error("kill: " + option + ": option requires an argument");
          return 1;
        }
        spec = argv.get(at++);
      }
      if (!option.equals("--")) {
        signal = Signals.number(spec);
        if (signal < 0) {
          shell.error("kill: " + spec + ": invalid signal specification");
          return 1;
        }
      }
    }
    if (at < argv.size() && argv.get(at).equals("--")) {
      at++;
    }
    if (at == argv.size()) {
      shell.message("kill: usage: " + USAGE + "\n");
      return 2;
    }
    int status = 1;
    for (String target : argv.subList(at, argv.size())) {
      status = kill(shell, target, signal) ? 0 : status;
    }
    return status;
  }

  private static boolean kill(Interpreter shell, String target, int signal) throws ErrnoException {
    int pid;
    if (target.startsWith("%")) {
      Jobs.Job job = shell.jobs().find(target);
      if (job == null) {
        shell.error("kill: " + target + ": no such job");
        return false;
      }
      pid = job.pid();
    } else {
      Long number = Builtins.number(target);
      if (number == null) {
        shell.error("kill: " + target + ": arguments must be process or job IDs");
        return false;
      }
      pid = (int) (long) number;
    }
    if (pid == shell.calls().getpid() && signal != 0 && shell.traps().run(Signals.name(signal))) {
      return true;
    }
    try {
      shell.calls().kill(pid, signal);
      return true;
    } catch (ErrnoException e) {
      shell.error("kill: (" + pid + ") - " + Errno.strerror(e.number()));
      return false;
    }
  }

  private static int list(Interpreter shell, List<String> specs) {
    if (specs.isEmpty()) {
      List<String> names = new ArrayList<>();
      for (int signal = 1; signal <= Signals.last(); signal++) {
        if (!Signals.name(signal).isEmpty()) {
          names.add(Signals.name(signal));
        }
      }
      shell.print(String.join(" ", names) + "\n");
      return 0;
    }
    int status = 0;
    for (String spec : specs) {
      Long number = Builtins.number(spec);
      int signal = Signals.number(number != null && number > 128 ? "" + (number - 128) : spec);
      if (signal < 0 || Signals.name(signal).isEmpty()) {
        shell.error("kill: " + spec + ": invalid signal specification");
        status = 1;
      } else {
        shell.print((number != null ? Signals.name(signal) : Integer.toString(signal)) + "\n");
      }
    }
    return status;
  }
}
