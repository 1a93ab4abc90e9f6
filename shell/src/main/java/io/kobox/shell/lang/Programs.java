package io.kobox.shell.lang;

import io.kobox.shell.lang.ast.Redirection;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Runs programs (bash's execute_cmd.c: execute_disk_command() and shell_execve()). */
final class Programs {
  private static final int LONGEST_COMM = 15;

  private final Interpreter shell;
  private final Children children;

  Programs(Interpreter shell, Children children) {
    this.shell = shell;
    this.children = children;
  }

  /** Runs a program in a child and waits; {@code text} is the command as it was typed. */
  int run(
      List<String> argv,
      Map<String, String> environment,
      List<Redirection> redirections,
      Supplier<String> text)
      throws ErrnoException {
    List<Integer> saved = List.copyOf(shell.redirector().saved());
    int pid =
        children.spawnProgram(
            comm(argv.getFirst()),
            argv,
            child -> {
              for (int fd : saved) {
                child.calls().close(fd);
              }
              return become(child, argv, environment, redirections);
            });
    return children.awaitForeground(pid, text).shellStatus();
  }

  /** As the other {@code run}, for {@code command}. */
  int run(List<String> argv) throws ErrnoException {
    return run(argv, shell.variables().environment(), List.of(), () -> String.join(" ", argv));
  }

  private static String comm(String name) {
    String base = name.substring(name.lastIndexOf('/') + 1);
    return base.length() > LONGEST_COMM ? base.substring(0, LONGEST_COMM) : base;
  }

  /** In the process that the program takes: redirects, finds and runs it. */
  static int become(
      Interpreter process,
      List<String> argv,
      Map<String, String> environment,
      List<Redirection> redirections)
      throws ErrnoException {
    if (process.redirector().apply(redirections, false) == null) {
      return 1;
    }
    return become(process, argv, environment, "");
  }

  /** Finds and runs it; {@code prefix} of messages is {@code "exec: "} for that builtin. */
  static int become(
      Interpreter process, List<String> argv, Map<String, String> environment, String prefix)
      throws ErrnoException {
    String name = argv.getFirst();
    SystemCalls calls = process.calls();
    Program program;
    try {
      Map<String, String> search = new TreeMap<>(environment);
      search.put("PATH", process.variables().get("PATH", ""));
      program = process.finder().find(calls, argv, search);
    } catch (ErrnoException e) {
      return notExecuted(process, name, prefix, e.errno());
    }
    try {
      return program.run(calls);
    } catch (ErrnoException e) {
      if (program instanceof BinaryLoader.Binary) {
        return notExecuted(process, name, prefix, e.errno());
      }
      throw e;
    }
  }

  private static int notExecuted(Interpreter process, String name, String prefix, Errno errno) {
    boolean path = name.indexOf('/') >= 0;
    if (errno == Errno.ENOENT || errno == Errno.ENOTDIR) {
      if (path) {
        process.error(prefix + name + ": " + errno.text());
      } else {
        process.error(prefix + name + (prefix.isEmpty() ? ": command not found" : ": not found"));
      }
      return errno == Errno.ENOENT ? 127 : 126;
    }
    if (errno == Errno.ENOEXEC) {
      process.error(prefix + name + ": cannot execute binary file: " + errno.text());
    } else {
      process.error(prefix + name + ": " + errno.text());
    }
    return 126;
  }
}
