package io.kobox.image;

import static io.kobox.image.SyscallNumber.*;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import io.kobox.syscalls.WaitStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a process starts programs, becomes another one, and waits for those it started. */
final class ProgramCalls {
  private static final int SIGCHLD = 17;
  private static final int CLOCK_MONOTONIC = 1;

  /** How long a wait with a time limit sleeps between two looks. */
  private static final Duration WAIT_STEP = Duration.ofMillis(1);

  private final ImageProcess process;
  private final ImageProcesses processes;
  private final RawCalls raw;

  ProgramCalls(ImageProcess process, ImageProcesses processes, RawCalls raw) {
    this.process = process;
    this.processes = processes;
    this.raw = raw;
  }

  int spawn(String comm, Program program) throws ErrnoException {
    Agents agents = raw.agents();
    AgentThread child = agents.newThread(comm);
    Descriptors inherited = process.descriptors().copy();
    processes.start(child, inherited, comm, program);
    int pid = (int) agents.fork(raw.thread(), child, CLONE, SIGCHLD, 0, 0, 0, 0);
    if (pid < 0) {
      agents.remove(child);
      child.kill();
      throw new ErrnoException(-pid);
    }
    processes.started(pid, child);
    return pid;
  }

  void execve(String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    if (!processes.isJava(path)) {
      processes.realPrograms().fetch(process, path);
      processes.realPrograms().connect(process, raw.thread());
    }
    List<String> variables = new ArrayList<>();
    environment.forEach((name, value) -> variables.add(name + "=" + value));
    ExecArguments arguments = ExecArguments.of(argv, variables);
    UserMemory memory = raw.userMemory();
    long at = memory.allocate(arguments.size());
    byte[] bytes = arguments.at(at);
    memory.copyIn(at, bytes, 0, bytes.length);
    long file = raw.buffer().path(path);
    long result = raw.agents().execve(raw.thread(), file, at, at + arguments.environmentOffset());
    if (result < 0) {
      memory.free(at);
      throw new ErrnoException((int) -result);
    }
    raw.executed();
    process.descriptors().executed();
  }

  @Nullable WaitStatus wait4(int pid, int options, @Nullable Duration timeout)
      throws ErrnoException {
    if (timeout == null) {
      return waitOnce(pid, options);
    }
    long limit = process.clockGettime(CLOCK_MONOTONIC) + timeout.toNanos();
    while (true) {
      WaitStatus status = waitOnce(pid, options | SystemCalls.WNOHANG);
      if (status != null || process.clockGettime(CLOCK_MONOTONIC) >= limit) {
        return status;
      }
      process.nanosleep(WAIT_STEP);
    }
  }

  private @Nullable WaitStatus waitOnce(int pid, int options) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    int ended = (int) raw.call(WAIT4, pid, buffer.structure(), options, 0);
    if (ended == 0) {
      return null;
    }
    int status = buffer.structure(Integer.BYTES).getInt();
    processes.ended(process, ended);
    return new WaitStatus(ended, status >> 8 & 0xff, status & 0x7f);
  }
}
