package io.kobox.kernel.process;

import io.kobox.fs.FileSystemCalls;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.WaitQueue;
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

  Process(
      Task task,
      List<String> argv,
      FileSystemCalls files,
      WaitQueue childExit,
      @Nullable Process parent) {
    this.task = task;
    this.argv = List.copyOf(argv);
    this.files = files;
    this.childExit = childExit;
    this.parent = parent;
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
