package io.kobox.shell.lang;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The shell's background jobs (bash's jobs.c). */
public final class Jobs {
  /** A background command; {@code status} null: it runs. */
  public static final class Job {
    final int number;
    final int pid;
    final String text;
    @Nullable WaitStatus status;

    Job(int number, int pid, String text) {
      this.number = number;
      this.pid = pid;
      this.text = text;
    }

    public int number() {
      return number;
    }

    public int pid() {
      return pid;
    }

    public String text() {
      return text;
    }

    public @Nullable WaitStatus status() {
      return status;
    }
  }

  private final List<Job> jobs = new ArrayList<>();

  /** Ended jobs that nobody has waited for, for {@code wait PID}. */
  private final List<WaitStatus> remembered = new ArrayList<>();

  public Job add(int pid, String text) {
    int number = jobs.isEmpty() ? 1 : jobs.getLast().number + 1;
    Job job = new Job(number, pid, text);
    jobs.add(job);
    return job;
  }

  public List<Job> all() {
    return List.copyOf(jobs);
  }

  public void remove(Job job) {
    jobs.remove(job);
    if (job.status != null) {
      remembered.add(job.status);
      if (remembered.size() > 1000) {
        remembered.removeFirst();
      }
    }
  }

  public @Nullable WaitStatus remembered(int pid) {
    for (WaitStatus status : remembered) {
      if (status.pid() == pid) {
        return status;
      }
    }
    return null;
  }

  public @Nullable Job byPid(int pid) {
    return jobs.stream().filter(j -> j.pid == pid).findFirst().orElse(null);
  }

  /** The job that {@code %1}, {@code %%}, {@code %+}, {@code %-} or {@code %name} means. */
  public @Nullable Job find(String spec) {
    String name = spec.startsWith("%") ? spec.substring(1) : spec;
    if (name.isEmpty() || name.equals("%") || name.equals("+")) {
      return jobs.isEmpty() ? null : jobs.getLast();
    }
    if (name.equals("-")) {
      return jobs.isEmpty() ? null : jobs.get(Math.max(0, jobs.size() - 2));
    }
    boolean digits = name.length() < 9 && name.chars().allMatch(c -> c >= '0' && c <= '9');
    for (Job job : jobs) {
      if (digits ? job.number == Integer.parseInt(name) : job.text.startsWith(name)) {
        return job;
      }
    }
    return null;
  }

  /** Notes which jobs have ended. */
  public void poll(SystemCalls calls) {
    for (Job job : jobs) {
      if (job.status == null) {
        try {
          job.status = calls.wait4(job.pid, SystemCalls.WNOHANG, null);
        } catch (ErrnoException e) {
          job.status = new WaitStatus(job.pid, 127, 0);
        }
      }
    }
  }

  /** Waits for {@code job} to end. */
  public WaitStatus await(SystemCalls calls, Job job) throws ErrnoException {
    WaitStatus status = job.status;
    while (status == null) {
      status = calls.wait4(job.pid, 0, null);
      job.status = status;
    }
    return status;
  }

  /** One line as bash prints it: number, current or previous, state, command. */
  public String line(Job job, boolean longFormat) {
    int index = jobs.indexOf(job);
    String mark = index == jobs.size() - 1 ? "+" : index == jobs.size() - 2 ? "-" : " ";
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
