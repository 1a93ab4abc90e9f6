package io.kobox.image;

import io.kobox.checkpoint.HostSide;
import io.kobox.pc.Pc;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The processes of the image kernel that are Java programs. */
final class ImageProcesses {
  private static final int FAILED = 1;

  /**
   * What it takes to start a program, in nanoseconds, about as on the recorded machine: what the
   * kernel does in the background goes on meanwhile.
   */
  private static final long START = 10_000_000;

  private final Agents agents;
  private final HostTree hostTree;
  @HostSide private final Programs programs;
  private final Set<String> programPaths;
  private final RealPrograms realPrograms;
  private final @Nullable PlatformDevices platformDevices;
  private final Map<Integer, AgentThread> running = new ConcurrentHashMap<>();
  private volatile @Nullable Throwable failure;

  /**
   * @param platformDevices null while the kernel is brought up
   */
  ImageProcesses(
      Agents agents,
      HostTree hostTree,
      Programs programs,
      @Nullable PlatformDevices platformDevices) {
    this.agents = agents;
    this.hostTree = hostTree;
    this.programs = programs;
    this.programPaths = Set.copyOf(programs.paths());
    this.realPrograms = new RealPrograms(hostTree);
    this.platformDevices = platformDevices;
    agents.setStarter(this::execute);
  }

  Agents agents() {
    return agents;
  }

  HostTree hostTree() {
    return hostTree;
  }

  @Nullable PlatformDevices platformDevices() {
    return platformDevices;
  }

  /** What a program threw that was no fault of the guest's; null if nothing. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** Has {@code program} go on in {@code thread}'s process once that is there. */
  void start(AgentThread thread, Descriptors descriptors, String comm, Program program) {
    agents.pc().clock().advance(START);
    Thread.ofVirtual().name(comm).start(() -> run(thread, descriptors, comm, program));
  }

  private void run(AgentThread thread, Descriptors descriptors, String comm, Program program) {
    try {
      thread.await();
      agents.checkRunning();
      int status = FAILED;
      try {
        ImageProcess process = new ImageProcess(this, thread, descriptors);
        process.closeConsole();
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
      agents.stop(Pc.Halt.DEAD);
    }
  }

  /** What the kernel executed by itself, such as /sbin/modprobe (kernel/umh.c). */
  private AgentThread execute(NewProgram started) {
    String comm = started.path().substring(started.path().lastIndexOf('/') + 1);
    AgentThread thread = agents.newThread(comm);
    Program program =
        calls -> programs.program(started.path(), started.argv(), started.environment()).run(calls);
    start(thread, new Descriptors(), comm, program);
    return thread;
  }

  void started(int pid, AgentThread thread) {
    running.put(pid, thread);
  }

  /** Whether the program at {@code path} is Java code. */
  boolean isJava(String path) {
    return programPaths.contains(path);
  }

  RealPrograms realPrograms() {
    return realPrograms;
  }

  /** Sends SIGINT to all running programs but one. */
  void interruptAllBut(SystemCalls calls, int pid) {
    for (int other : List.copyOf(running.keySet())) {
      try {
        if (other != pid) {
          calls.kill(other, SystemCalls.SIGINT);
        }
      } catch (ErrnoException e) {
        // It has just ended.
      }
    }
  }

  /** A process was waited for: if its program did not end by itself, it unwinds now. */
  void ended(SystemCalls calls, int pid) throws ErrnoException {
    AgentThread thread = running.remove(pid);
    if (thread != null) {
      agents.remove(thread);
      thread.kill();
      realPrograms.drain(calls, thread);
    }
  }
}
