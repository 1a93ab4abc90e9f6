package io.kobox.kernel.process;

import io.kobox.fs.FileSystemCalls;
import io.kobox.kernel.sched.SignalDispositions;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.kernel.signal.Sighand;
import io.kobox.mm.MemoryMaps;
import io.kobox.syscalls.WaitStatus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A process of one thread: a task with files, a parent and children. */
public final class Process {
  private final Task task;
  private List<String> argv;
  private final FileSystemCalls files;
  private final WaitQueue childExit;
  private final List<Process> children = new ArrayList<>();
  private @Nullable Process parent;
  private @Nullable WaitStatus zombie;
  private MemoryMaps memory;
  private @Nullable Sighand sighand;
  private int group;
  private boolean borrowsMemory;

  Process(
      Task task,
      List<String> argv,
      FileSystemCalls files,
      WaitQueue childExit,
      @Nullable Process parent,
      MemoryMaps memory) {
    this.task = task;
    this.memory = memory;
    this.group = parent == null ? task.pid() : parent.group;
    this.argv = List.copyOf(argv);
    this.files = files;
    this.childExit = childExit;
    this.parent = parent;
  }

  /** Its memory; programs written in Java share one. */
  public MemoryMaps memory() {
    return memory;
  }

  void setMemory(MemoryMaps newMemory) {
    memory = newMemory;
    task.setAddressSpace(newMemory.space());
  }

  /** Its handlers of signals; null for a program written in Java, which has none. */
  public @Nullable Sighand sighand() {
    return sighand;
  }

  /** From now on it is a program of machine code, with these handlers. */
  public void setSighand(Sighand handlers) {
    sighand = handlers;
    task.setDispositions(handlers);
  }

  /** From now on it is a program written in Java. */
  void clearSighand() {
    sighand = null;
    task.setDispositions(SignalDispositions.DEFAULT);
    task.setBlockedSignals(0);
  }

  /** The process group that it belongs to. */
  public int group() {
    return group;
  }

  public void setGroup(int newGroup) {
    group = newGroup;
  }

  /** vfork: it uses its parent's memory, who waits for it back. */
  boolean borrowsMemory() {
    return borrowsMemory;
  }

  void setBorrowsMemory(boolean borrows) {
    borrowsMemory = borrows;
  }

  public Task task() {
    return task;
  }

  public int pid() {
    return task.pid();
  }

  /** The arguments it was started with, as /proc/PID/cmdline shows them. */
  public List<String> argv() {
    return argv;
  }

  /** execve: the name and the arguments of the program that it is now. */
  public void becomes(String comm, List<String> newArgv) {
    task.setComm(comm);
    setArgv(newArgv);
  }

  /** execve: the arguments of the program that it is now. */
  void setArgv(List<String> argv) {
    this.argv = List.copyOf(argv);
  }

  public FileSystemCalls files() {
    return files;
  }

  public @Nullable Process parent() {
    return parent;
  }

  void setParent(@Nullable Process parent) {
    this.parent = parent;
  }

  List<Process> children() {
    return children;
  }

  WaitQueue childExit() {
    return childExit;
  }

  /** How it ended, while nobody has waited for it; null while it runs. */
  public @Nullable WaitStatus zombie() {
    return zombie;
  }

  void setZombie(WaitStatus status) {
    zombie = status;
  }
}
