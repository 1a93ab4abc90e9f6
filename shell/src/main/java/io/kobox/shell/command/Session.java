package io.kobox.shell.command;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Map;

/** What a running command has: its process's system calls, arguments, environment and streams. */
public final class Session {
  private final SystemCalls calls;
  private final List<String> argv;
  private final Map<String, String> environment;
  private final CommandRunner runner;
  private final Output out;
  private final Output err;

  public Session(
      SystemCalls calls, List<String> argv, Map<String, String> environment, CommandRunner runner) {
    this.calls = calls;
    this.argv = List.copyOf(argv);
    this.environment = environment;
    this.runner = runner;
    this.out = new Output(calls, 1);
    this.err = new Output(calls, 2);
  }

  public SystemCalls calls() {
    return calls;
  }

  /** The arguments; {@code argv().get(0)} is the command's name as typed. */
  public List<String> argv() {
    return argv;
  }

  /** The arguments after the name. */
  public List<String> arguments() {
    return argv.subList(1, argv.size());
  }

  public Map<String, String> environment() {
    return environment;
  }

  public CommandRunner runner() {
    return runner;
  }

  /** Standard output, buffered; flushed when the command ends. */
  public Output out() {
    return out;
  }

  /** Standard error, unbuffered in effect: {@link #error} flushes. */
  public Output err() {
    return err;
  }

  /** Flushes standard output, then writes {@code text} and a newline to standard error. */
  public void error(String text) throws ErrnoException {
    out.flush();
    err.println(text);
    err.flush();
  }
}
