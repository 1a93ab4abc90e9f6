package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Jobs;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.WaitStatus;
import java.util.List;

/** {@code wait}: for all background jobs, or those named. */
final class WaitBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    List<String> specs =
        argv.subList(1, argv.size()).stream().filter(a -> !a.startsWith("-")).toList();
    if (specs.isEmpty()) {
      for (Jobs.Job job : shell.jobs().all()) {
        WaitStatus ended = shell.jobs().await(shell.calls(), job);
        shell.reportEnded(job, ended);
      }
      return 0;
    }
    int status = 0;
    for (String spec : specs) {
      status = await(shell, spec);
    }
    return status;
  }

  private static int await(Interpreter shell, String spec) throws ErrnoException {
    Jobs.Job job;
    if (spec.startsWith("%")) {
      job = shell.jobs().find(spec);
      if (job == null) {
        shell.error("wait: " + spec + ": no such job");
        return 127;
      }
    } else {
      Long pid = Builtins.number(spec);
      if (pid == null) {
        shell.error("wait: `" + spec + "': not a pid or valid job spec");
        return 1;
      }
      job = shell.jobs().byPid((int) (long) pid);
      if (job == null) {
        WaitStatus ended = shell.jobs().remembered((int) (long) pid);
        if (ended != null) {
          return ended.shellStatus();
        }
        shell.error("wait: pid " + pid + " is not a child of this shell");
        return 127;
      }
    }
    WaitStatus ended = shell.jobs().await(shell.calls(), job);
    shell.reportEnded(job, ended);
    return ended.shellStatus();
  }
}
