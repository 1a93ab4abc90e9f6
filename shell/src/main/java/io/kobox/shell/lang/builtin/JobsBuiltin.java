package io.kobox.shell.lang.builtin;

import io.kobox.shell.lang.Interpreter;
import io.kobox.shell.lang.Jobs;
import io.kobox.shell.lang.Signals;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.WaitStatus;
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
      shell.print(pids ? job.pid() + "\n" : line(shell.jobs(), job, longFormat));
      if (job.status() != null) {
        shell.jobs().remove(job);
      }
    }
    return status;
  }

  /** One line as bash prints it: number, current or previous, state, command. */
  static String line(Jobs jobs, Jobs.Job job, boolean longFormat) {
    List<Jobs.Job> all = jobs.all();
    int index = all.indexOf(job);
    String mark = index == all.size() - 1 ? "+" : index == all.size() - 2 ? "-" : " ";
    WaitStatus ended = job.status();
    String state;
    if (ended == null) {
      state = "Running";
    } else if (ended.signal() != 0) {
      state = Signals.describe(ended.signal());
    } else {
      state = ended.exitStatus() == 0 ? "Done" : "Done(" + ended.exitStatus() + ")";
    }
    return "["
        + job.number()
        + "]"
        + mark
        + (longFormat ? " " + job.pid() + " " : "  ")
        + state
        + " ".repeat(Math.max(1, 24 - state.length()))
        + job.text()
        + (ended == null ? " &" : "")
        + "\n";
  }
}
