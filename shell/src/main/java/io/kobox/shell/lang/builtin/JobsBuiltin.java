package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Jobs;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** {@code jobs}. */
final class JobsBuiltin implements Builtin {
  @Override
  public int run(Interpreter shell, List<String> argv) throws ErrnoException {
    boolean pids = argv.contains("-p");
    boolean longFormat = argv.contains("-l");
    shell.jobs().poll(shell.calls());
    List<String> specs =
        argv.subList(1, argv.size()).stream().filter(a -> !a.startsWith("-")).toList();
    int status = 0;
    List<Jobs.Job> shown = new ArrayList<>();
    for (String spec : specs) {
      Jobs.Job job = shell.jobs().find(spec);
      if (job == null) {
        shell.error("jobs: " + spec + ": no such job");
        status = 1;
      } else {
        shown.add(job);
      }
    }
    for (Jobs.Job job : specs.isEmpty() ? shell.jobs().all() : shown) {
      shell.print(pids ? job.pid() + "\n" : shell.jobs().line(job, longFormat));
      if (job.status() != null) {
        shell.jobs().remove(job);
      }
    }
    return status;
  }
}
