package io.kobox.image;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The processes of the image kernel that are Java programs. */
final class ImageProcesses {
  private static final int FAILED = 1;

  private final Agents agents;
  private final HostTree hostTree;
  private final Map<Integer, AgentThread> running = new ConcurrentHashMap<>();
  private volatile @Nullable Throwable failure;

  ImageProcesses(Agents agents, HostTree hostTree) {
    this.agents = agents;
    this.hostTree = hostTree;
  }

  Agents agents() {
    return agents;
  }

  HostTree hostTree() {
    return hostTree;
  }

  /** What a program threw that was no fault of the guest's; null if nothing. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Has {@code program} go on in {@code thread}'s process once that is there. */
  void start(AgentThread thread, Descriptors descriptors, String comm, Program program) {
    Thread.ofVirtual().name(comm).start(() -> run(thread, descriptors, comm, program));
  }

  private void run(AgentThread thread, Descriptors descriptors, String comm, Program program) {
    try {
      thread.await();
      agents.checkRunning();
      int status = FAILED;
      try {
        ImageProcess process = new ImageProcess(this, thread, descriptors);
        process.setComm(comm);
        status = program.run(process);
      } catch (ErrnoException e) {
        status = FAILED;
      }
      agents.exit(thread, SyscallNumber.EXIT_GROUP, status);
    } catch (MachineStoppedError e) {
      return;
    } catch (RuntimeException | Error e) {
      failure = e;
      agents.stop(io.kobox.pc.Pc.Halt.DEAD);
    }
  }

  void started(int pid, AgentThread thread) {
    running.put(pid, thread);
  }

  /** A process was waited for: if its program did not end by itself, it unwinds now. */
  void ended(int pid) {
    AgentThread thread = running.remove(pid);
    if (thread != null) {
      agents.remove(thread);
      thread.kill();
    }
  }
}
