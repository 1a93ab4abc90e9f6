package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.CommandList;
import io.kobox.shell.lang.ast.Node;
import io.kobox.shell.lang.ast.Redirection;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.util.ArrayList;
import java.util.List;

/** Pipelines, subshells and background commands: what runs in child shells. */
final class Pipelines {
  private final Interpreter shell;
  private final Children children;
  private final JobReports reports;

  Pipelines(Interpreter shell, Children children, JobReports reports) {
    this.shell = shell;
    this.children = children;
    this.reports = reports;
  }

  int run(Node.Pipeline pipeline, boolean last) throws ErrnoException {
    long start = pipeline.timed() ? shell.calls().clockGettime(1) : 0;
    int status = members(pipeline, last);
    if (pipeline.timed()) {
      time(shell.calls().clockGettime(1) - start);
    }
    if (pipeline.negated()) {
      status = status == 0 ? 1 : 0;
      shell.setStatus(status);
      return status;
    }
    return pipeline.members().size() > 1 ? shell.checked(status) : status;
  }

  private int members(Node.Pipeline pipeline, boolean last) throws ErrnoException {
    List<Node> members = pipeline.members();
    if (members.isEmpty()) {
      return 0;
    }
    if (members.size() == 1) {
      Node only = members.getFirst();
      return pipeline.negated() ? shell.test(only) : shell.execute(only, last && !pipeline.timed());
    }
    return connected(members);
  }

  private void time(long nanoseconds) {
    long millis = nanoseconds / 1_000_000;
    String real =
        millis / 60_000
            + "m"
            + millis / 1000 % 60
            + "."
            + Long.toString(millis % 1000 + 1000).substring(1)
            + "s";
    shell.message("\nreal\t" + real + "\nuser\t0m0.000s\nsys\t0m0.000s\n");
  }

  private int connected(List<Node> members) throws ErrnoException {
    List<Integer> pids = start(members, false);
    int status = 0;
    int failed = 0;
    for (int i = 0; i < pids.size(); i++) {
      boolean end = i == pids.size() - 1;
      WaitStatus ended = children.await(pids.get(i));
      if (ended.shellStatus() != 0) {
        failed = ended.shellStatus();
      }
      if (end) {
        status = ended.shellStatus();
        reports.foreground(ended, () -> textOf(members.getLast()));
      }
    }
    return shell.options().pipefail ? failed : status;
  }

  private static String textOf(Node node) {
    return node instanceof Node.Simple simple ? "| " + SimpleCommands.text(simple) : "";
  }

  private List<Integer> start(List<Node> members, boolean background) throws ErrnoException {
    SystemCalls calls = shell.calls();
    List<Integer> pids = new ArrayList<>();
    int input = -1;
    for (int i = 0; i < members.size(); i++) {
      Node member = members.get(i);
      boolean end = i == members.size() - 1;
      int[] pipe = end ? new int[] {-1, -1} : calls.pipe2(0);
      int in = input;
      int pid =
          children.spawn(
              child -> {
                SystemCalls own = child.calls();
                if (in >= 0) {
                  own.dup2(in, 0);
                  own.close(in);
                } else if (background) {
                  readNothing(own);
                }
                if (pipe[1] >= 0) {
                  own.close(pipe[0]);
                  own.dup2(pipe[1], 1);
                  own.close(pipe[1]);
                }
                return child.execute(member, true);
              });
      pids.add(pid);
      if (in >= 0) {
        calls.close(in);
      }
      if (pipe[1] >= 0) {
        calls.close(pipe[1]);
      }
      input = pipe[0];
    }
    return pids;
  }

  /** Without job control a background command's standard input is empty. */
  private static void readNothing(SystemCalls calls) {
    try {
      int fd = calls.openat(OpenFlags.AT_FDCWD, "/dev/null", OpenFlags.O_RDONLY, 0);
      if (fd != 0) {
        calls.dup2(fd, 0);
        calls.close(fd);
      }
    } catch (ErrnoException e) {
      // Nothing more can be done: it is not there.
    }
  }

  void startBackground(CommandList.Item item) throws ErrnoException {
    List<Node> members = List.of(item.node());
    if (item.node() instanceof Node.Pipeline pipeline && !pipeline.negated() && !pipeline.timed()) {
      members = pipeline.members();
    }
    List<Integer> pids = start(members, true);
    int pid = pids.getLast();
    shell.setBackgroundPid(pid);
    Jobs.Job job = shell.jobs().add(pid, item.source());
    if (shell.isInteractive()) {
      shell.message("[" + job.number() + "] " + pid + "\n");
    }
  }

  int subshell(Node.Subshell subshell, List<Redirection> redirections, String text)
      throws ErrnoException {
    int pid =
        children.spawn(
            child -> {
              if (child.redirector().apply(redirections, false) == null) {
                return 1;
              }
              return child.execute(subshell.list(), true);
            });
    return children.awaitForeground(pid, () -> text).shellStatus();
  }
}
