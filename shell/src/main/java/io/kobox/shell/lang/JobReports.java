package io.kobox.shell.lang;

import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.util.function.Supplier;

/** What a shell says of jobs that have ended (bash's jobs.c: notify_of_job_status()). */
final class JobReports {
  private final Interpreter shell;

  JobReports(Interpreter shell) {
    this.shell = shell;
  }

  /** Of a foreground job: whether it was killed; nothing in sh -c. */
  void foreground(WaitStatus ended, Supplier<String> text) {
    int signal = ended.signal();
    if (signal == 0
        || shell.mode() == Interpreter.Mode.COMMAND_STRING
        || signal == SystemCalls.SIGINT
        || signal == SystemCalls.SIGPIPE) {
      return;
    }
    if (shell.isInteractive() || signal == SystemCalls.SIGTERM) {
      shell.message(Signals.describe(signal) + "\n");
    } else {
      shell.message(shell.prefix() + killedLine(ended, text.get()));
    }
  }

  /** Notes which background jobs have ended; a script says which were killed. */
  void background() {
    Jobs jobs = shell.jobs();
    if (jobs.all().isEmpty() || shell.isInteractive()) {
      return;
    }
    jobs.poll(shell.calls());
    for (Jobs.Job job : jobs.all()) {
      WaitStatus ended = job.status();
      if (ended != null) {
        background(job, ended);
      }
    }
  }

  /** Forgets an ended background job; a script says if it was killed. */
  void background(Jobs.Job job, WaitStatus ended) {
    boolean silent =
        ended.signal() == 0
            || ended.signal() == SystemCalls.SIGINT
            || ended.signal() == SystemCalls.SIGPIPE
            || ended.signal() == SystemCalls.SIGTERM;
    Interpreter.Mode mode = shell.mode();
    if (!silent && (mode == Interpreter.Mode.FILE || mode == Interpreter.Mode.STANDARD_INPUT)) {
      shell.message(shell.prefix() + killedLine(ended, job.text()));
    }
    shell.jobs().remove(job);
  }

  /** Before a prompt: says which jobs have ended, and forgets them. */
  void beforePrompt() {
    Jobs jobs = shell.jobs();
    jobs.poll(shell.calls());
    for (Jobs.Job job : jobs.all()) {
      if (job.status() != null) {
        shell.message(jobs.line(job, false));
        jobs.remove(job);
      }
    }
  }

  private static String killedLine(WaitStatus ended, String text) {
    String pid = Integer.toString(ended.pid());
    String signal = Signals.describe(ended.signal());
    return " ".repeat(Math.max(0, 5 - pid.length()))
        + pid
        + " "
        + signal
        + " ".repeat(Math.max(1, 24 - signal.length()))
        + text
        + "\n";
  }
}
