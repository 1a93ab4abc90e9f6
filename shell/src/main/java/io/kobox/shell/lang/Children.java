package io.kobox.shell.lang;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.util.List;
import java.util.function.Supplier;

/** A shell's child processes (bash's jobs.c: make_child() and wait_for()). */
final class Children {
  /** What a child shell does. */
  @FunctionalInterface
  interface Task {
    int run(Interpreter child) throws ErrnoException;
  }

  private final Interpreter shell;
  private final JobReports reports;

  Children(Interpreter shell, JobReports reports) {
    this.shell = shell;
    this.reports = reports;
  }

  /** Starts a child shell that does {@code task}; the caller goes on. */
  int spawn(Task task) throws ErrnoException {
    List<Integer> saved = List.copyOf(shell.redirector().saved());
    // The copy is made now: the child runs later, when this shell may have changed.
    Interpreter image = new Interpreter(shell, shell.calls());
    return shell
        .calls()
        .spawn(
            "sh",
            List.of(shell.name()),
            own -> {
              Interpreter child = new Interpreter(image, own);
              for (int fd : saved) {
                own.close(fd);
              }
              return child.runToEnd(() -> task.run(child));
            });
  }

  /** Starts a child that becomes a program; as {@link #spawn}, but without an EXIT trap. */
  int spawnProgram(String comm, List<String> argv, Task task) throws ErrnoException {
    Interpreter image = new Interpreter(shell, shell.calls());
    return shell
        .calls()
        .spawn(
            comm,
            argv,
            own -> {
              try {
                return task.run(new Interpreter(image, own)) & 0xff;
              } catch (ControlFlow flow) {
                return flow.number() & 0xff;
              }
            });
  }

  /** Waits for a child to end. */
  WaitStatus await(int pid) throws ErrnoException {
    WaitStatus ended = null;
    while (ended == null) {
      ended = shell.calls().wait4(pid, 0, null);
    }
    if (ended.signal() == SystemCalls.SIGINT && shell.isInteractive()) {
      throw new ControlFlow.Interrupted();
    }
    return ended;
  }

  /** Waits for a foreground child, and says so if it was killed. */
  WaitStatus awaitForeground(int pid, Supplier<String> text) throws ErrnoException {
    WaitStatus ended = await(pid);
    reports.foreground(ended, text);
    reports.background();
    return ended;
  }
}
