package io.kobox.kernel.sched;

/** Unwinds the Java frames of a task that must end: killed by a signal, or dead by an oops. */
public final class TaskKilledError extends Error {
  private static final long serialVersionUID = 1L;

  private final int signal;

  public TaskKilledError(int signal) {
    super("killed by signal " + signal, null, false, false);
    this.signal = signal;
  }

  public int signal() {
    return signal;
  }
}
