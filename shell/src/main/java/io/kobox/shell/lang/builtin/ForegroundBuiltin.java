package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Jobs;
import io.kobox.syscalls.ErrnoException;
import java.util.List;

/** {@code fg} and {@code bg}: without job control there is only waiting. */
final class ForegroundBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    String name = argv.getFirst();
    if (!shell.isInteractive()) {
      shell.error(name + ": no job control");
      return 1;
    }
    String spec = argv.size() > 1 ? argv.get(1) : "%%";
    Jobs.Job job = shell.jobs().find(spec);
    if (job == null) {
      shell.error(name + ": " + (argv.size() > 1 ? spec : "current") + ": no such job");
      return 1;
    }
    if (name.equals("bg")) {
      shell.error("bg: job " + job.number() + " already in background");
      return 0;
    }
    shell.print(job.text() + "\n");
    int status = shell.jobs().await(shell.calls(), job).shellStatus();
    shell.jobs().remove(job);
    return status;
  }
}
