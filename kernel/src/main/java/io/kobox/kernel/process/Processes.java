package io.kobox.kernel.process;

import io.kobox.btf.NoSuchTypeException;
import io.kobox.fs.FileDescriptorTable;
import io.kobox.fs.FileOwner;
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
import io.kobox.kernel.signal.SigInfo;
import io.kobox.kernel.signal.Sighand;
import io.kobox.machine.PageTables;
import io.kobox.mm.MemoryMaps;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import io.kobox.syscalls.WaitStatus;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All processes of the machine, by PID. */
public final class Processes implements FileOwner.Sender {
  /** Makes what a new process's calls need beyond its files. */
  public interface CallsFactory {
    SystemCalls calls(Process process);
  }

  private static final int SIGCHLD = 17;

  private final Scheduler scheduler;
  private final Vfs vfs;
  private final WaitQueue.Factory waitQueues;
  private final UserMemory userMemory;
  private final CallsFactory callsFactory;
  private final MissingTypes missingTypes;
  private final PageTables tables;

  /** What programs written in Java share. */
  private final MemoryMaps maps;

  private final TreeMap<Integer, Process> processes = new TreeMap<>();
  private @Nullable Programs programs;
  private Set<String> javaPaths = Set.of();

  public Processes(
      Scheduler scheduler,
      Vfs vfs,
      WaitQueue.Factory waitQueues,
      UserMemory userMemory,
      PageTables tables,
      MemoryMaps maps,
      CallsFactory callsFactory,
      MissingTypes missingTypes) {
    this.scheduler = scheduler;
    this.vfs = vfs;
    this.waitQueues = waitQueues;
    this.userMemory = userMemory;
    this.tables = tables;
    this.maps = maps;
    this.callsFactory = callsFactory;
    this.missingTypes = missingTypes;
  }

  /** The programs of the machine that are Java code. */
  public void setPrograms(Programs programs) {
    this.programs = programs;
    javaPaths = Set.copyOf(programs.paths());
  }

  /** The programs of the machine; null before there are any. */
  public @Nullable Programs programs() {
    return programs;
  }

  /** Whether the program at {@code path} is Java code. */
  public boolean isJava(String path) {
    return javaPaths.contains(path);
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
    return add(scheduler.current(), argv, files(fs, descriptors), null, maps);
  }

  private FileSystemCalls files(FsStruct fs, FileDescriptorTable descriptors) {
    return new FileSystemCalls(vfs, fs, descriptors, userMemory);
  }

  private Process add(
      Task task,
      List<String> argv,
      FileSystemCalls files,
      @Nullable Process parent,
      MemoryMaps memory) {
    Process process = new Process(task, argv, files, waitQueues.create(), parent, memory);
    task.setAddressSpace(memory.space());
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
    self[0] = add(task, argv, files, parent, maps);
    return self[0];
  }

  /**
   * fork of a process that runs machine code; the child goes on as {@code program}.
   *
   * @param borrow vfork: the child uses the parent's memory until {@link #awaitMemory} returns
   */
  public Process fork(Process parent, Program program, boolean borrow) throws ErrnoException {
    MemoryMaps memory = borrow ? parent.memory() : parent.memory().fork();
    if (borrow) {
      memory.hold();
    }
    Process[] self = new Process[1];
    Task task = scheduler.spawn(parent.task().comm(), () -> exec(self[0], program));
    FileSystemCalls files = files(parent.files().fs().fork(), parent.files().descriptors().fork());
    Process child = add(task, parent.argv(), files, parent, memory);
    child.setBorrowsMemory(borrow);
    child.setSighand(handlers(parent).copy());
    task.setBlockedSignals(parent.task().blockedSignals());
    self[0] = child;
    return child;
  }

  private static Sighand handlers(Process process) {
    Sighand handlers = process.sighand();
    return handlers == null ? new Sighand() : handlers;
  }

  /** The parent of a vfork waits until its memory is no longer used by the child. */
  public void awaitMemory(Process parent, Process child) {
    while (child.borrowsMemory()) {
      parent.childExit().waitUninterruptibly(() -> !child.borrowsMemory());
    }
  }

  /** exec_mmap: the process, which is the running one, leaves its memory for another one. */
  public void setMemory(Process process, MemoryMaps memory) {
    MemoryMaps old = process.memory();
    boolean last = false;
    if (old == maps) {
      old.exit(process.pid());
    } else {
      last = old.drop();
    }
    process.setMemory(memory);
    tables.enter(memory.space());
    if (last) {
      old.release();
    }
    returnMemory(process);
  }

  /** execve of a program written in Java by one of machine code. */
  public void becomeJava(Process process) {
    setMemory(process, maps);
    process.files().descriptors().closeOnExec();
    process.clearSighand();
  }

  /** mm_release: who waits for the end of a vfork goes on. */
  private void returnMemory(Process process) {
    Process parent = process.parent();
    if (process.borrowsMemory()) {
      process.setBorrowsMemory(false);
      if (parent != null) {
        parent.childExit().wakeUp();
      }
    }
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
    self[0] = add(task, argv, files(fs, new FileDescriptorTable()), null, maps);
  }

  /** Runs a process's program to its end, and those that it becomes. */
  @KernelFunction({"do_syscall_64", KernelFrames.SYSTEM_CALL})
  public void exec(Process process, Program program) {
    int status = 0;
    int signal = 0;
    try {
      status = run(process, program) & 0xff;
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

  private int run(Process process, Program program) throws ErrnoException {
    Program now = program;
    while (true) {
      try {
        return now.run(callsFactory.calls(process));
      } catch (NewProgramError e) {
        now = e.program();
      }
    }
  }

  private void exit(Process process, WaitStatus status) {
    setMemory(process, maps);
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
      if (parent.sighand() != null) {
        send(parent, SIGCHLD, childInfo(status));
      }
      parent.childExit().wakeUp();
    }
  }

  /** do_notify_parent: CLD_EXITED or CLD_KILLED, and the status. */
  private static SigInfo childInfo(WaitStatus status) {
    boolean exited = status.signal() == 0;
    return new SigInfo(
        exited ? 1 : 2, status.pid(), exited ? status.exitStatus() : status.signal());
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

  /** kill(2): to a process, to a group (negative, 0: the sender's), or to all others (-1). */
  public void kill(Process sender, int pid, int signal) throws ErrnoException {
    List<Process> targets =
        pid == 0 ? group(sender.group()) : pid == -1 ? others(sender) : targets(pid);
    if (targets.isEmpty()) {
      throw new ErrnoException(Errno.ESRCH);
    }
    if (signal < 0 || signal > Sighand.SIGNALS) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (signal != 0) {
      targets.forEach(target -> send(target, signal, SigInfo.user(sender.pid())));
    }
  }

  private List<Process> targets(int pid) {
    if (pid < 0) {
      return group(-pid);
    }
    Process process = processes.get(pid);
    return process == null ? List.of() : List.of(process);
  }

  private List<Process> group(int group) {
    return processes.values().stream().filter(process -> process.group() == group).toList();
  }

  private List<Process> others(Process sender) {
    return processes.values().stream()
        .filter(process -> process != sender && process.parent() != null)
        .toList();
  }

  /** send_signal: with what its handler will learn. */
  public void send(Process target, int signal, SigInfo info) {
    Sighand handlers = target.sighand();
    if (target.zombie() != null) {
      return;
    }
    if (handlers != null && handlers.catches(signal)) {
      handlers.note(signal, info);
    }
    scheduler.signal(target.task(), signal);
  }

  @Override
  public boolean exists(int pid) {
    return !targets(pid).isEmpty();
  }

  @Override
  public void send(int pid, int signal, int code, long band, int fd) {
    targets(pid).forEach(target -> send(target, signal, new SigInfo(code, band, fd)));
  }
}
