package io.kobox.kernel.process;

import io.kobox.btf.NoSuchTypeException;
import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.FsStruct;
import io.kobox.fs.Vfs;
import io.kobox.kernel.entry.KernelFrames;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.entry.MissingTypes;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskKilledError;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.mm.MemoryMaps;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import io.kobox.syscalls.WaitStatus;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All processes of the machine, by PID. */
public final class Processes {
  /** Makes what a new process's calls need beyond its files. */
  public interface CallsFactory {
    SystemCalls calls(Process process);
  }

  private final Scheduler scheduler;
  private final Vfs vfs;
  private final WaitQueue.Factory waitQueues;
  private final UserMemory userMemory;
  private final CallsFactory callsFactory;
  private final MissingTypes missingTypes;
  private final MemoryMaps maps;
  private final TreeMap<Integer, Process> processes = new TreeMap<>();

  public Processes(
      Scheduler scheduler,
      Vfs vfs,
      WaitQueue.Factory waitQueues,
      UserMemory userMemory,
      MemoryMaps maps,
      CallsFactory callsFactory,
      MissingTypes missingTypes) {
    this.scheduler = scheduler;
    this.vfs = vfs;
    this.waitQueues = waitQueues;
    this.userMemory = userMemory;
    this.maps = maps;
    this.callsFactory = callsFactory;
    this.missingTypes = missingTypes;
  }

  public Collection<Process> all() {
    return processes.values();
  }

  public @Nullable Process find(int pid) {
    return processes.get(pid);
  }

  /** The running task's process; null for a kernel thread. */
  public @Nullable Process current() {
    return scheduler.running() ? processes.get(scheduler.current().pid()) : null;
  }

  /** The first process, on the running task, with its open files and its place in the tree. */
  public Process init(List<String> argv, FsStruct fs, FileDescriptorTable descriptors) {
    return add(scheduler.current(), argv, files(fs, descriptors), null);
  }

  private FileSystemCalls files(FsStruct fs, FileDescriptorTable descriptors) {
    return new FileSystemCalls(vfs, fs, descriptors, userMemory);
  }

  private Process add(
      Task task, List<String> argv, FileSystemCalls files, @Nullable Process parent) {
    Process process = new Process(task, argv, files, waitQueues.create(), parent);
    processes.put(process.pid(), process);
    if (parent != null) {
      parent.children().add(process);
    }
    return process;
  }

  /** fork and exec: a child of {@code parent} that runs {@code program}. */
  Process spawn(Process parent, String comm, List<String> argv, Program program) {
    FileSystemCalls files = files(parent.files().fs().fork(), parent.files().descriptors().fork());
    Process[] self = new Process[1];
    Task task = scheduler.spawn(comm, () -> exec(self[0], program));
    self[0] = add(task, argv, files, parent);
    return self[0];
  }

  /**
   * user_mode_thread: a process that the kernel starts by itself, without open files.
   *
   * @param ended told how it ended, on its own task
   */
  public void helper(
      String comm, List<String> argv, FsStruct fs, Program program, Consumer<WaitStatus> ended) {
    Process[] self = new Process[1];
    Task task =
        scheduler.spawn(
            comm,
            () -> {
              exec(self[0], program);
              WaitStatus status = self[0].zombie();
              processes.remove(self[0].pid());
              if (status != null) {
                ended.accept(status);
              }
            });
    self[0] = add(task, argv, files(fs, new FileDescriptorTable()), null);
  }

  /** Runs a process's program to its end. */
  @KernelFunction({"do_syscall_64", KernelFrames.SYSTEM_CALL})
  public void exec(Process process, Program program) {
    int status = 0;
    int signal = 0;
    try {
      status = program.run(callsFactory.calls(process)) & 0xff;
    } catch (TaskKilledError e) {
      signal = e.signal();
    } catch (NoSuchTypeException e) {
      missingTypes.report(process.task().comm(), e);
      signal = SystemCalls.SIGKILL;
    } catch (ErrnoException e) {
      status = 1;
    } finally {
      exit(process, new WaitStatus(process.pid(), status, signal));
    }
  }

  private void exit(Process process, WaitStatus status) {
    maps.exit(process.pid());
    process.files().exit();
    process.setZombie(status);
    Process init = processes.firstEntry().getValue();
    if (process != init) {
      for (Process child : process.children()) {
        child.setParent(init);
        init.children().add(child);
      }
      process.children().clear();
    }
    Process parent = process.parent();
    if (parent != null) {
      parent.childExit().wakeUp();
    }
  }

  /** Whether a child with that PID (any: -1) has ended. */
  boolean hasZombie(Process parent, int pid) {
    return parent.children().stream()
        .anyMatch(child -> child.zombie() != null && (pid == -1 || child.pid() == pid));
  }

  /** A zombie child with that PID (any: -1) is taken off the list; null if none has ended. */
  @Nullable WaitStatus reap(Process parent, int pid) {
    for (Process child : parent.children()) {
      WaitStatus status = child.zombie();
      if (status != null && (pid == -1 || child.pid() == pid)) {
        parent.children().remove(child);
        processes.remove(child.pid());
        return status;
      }
    }
    return null;
  }

  /** kill(2). */
  void kill(int pid, int signal) throws ErrnoException {
    Process target = processes.get(pid);
    if (target == null) {
      throw new ErrnoException(Errno.ESRCH);
    }
    if (signal < 0 || signal > 64) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (signal != 0 && target.zombie() == null && !ignoredByDefault(signal)) {
      scheduler.signal(target.task(), signal);
    }
  }

  /** SIGCHLD, SIGCONT, SIGURG and SIGWINCH do nothing to a process that has no handler. */
  private static boolean ignoredByDefault(int signal) {
    return signal == 17 || signal == 18 || signal == 23 || signal == 28;
  }
}
