package io.kobox.fs.proc;

import io.kobox.fs.Inode;
import io.kobox.fs.SuperBlock;
import io.kobox.kernel.process.Process;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.syscalls.ErrnoException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The directories of tasks in /proc, and {@code self} (fs/proc/base.c). */
public final class PidEntries implements DynamicEntries {
  private static final int READ = 0444;
  private static final int READ_WRITE = 0644;
  private static final int OWNER = 0500;
  private static final int LINK = 0777;
  private static final String SELF = "self";

  private final SuperBlock superBlock;
  private final Processes processes;
  private final Scheduler scheduler;
  private final TaskStatus status;

  public PidEntries(
      SuperBlock superBlock, Processes processes, Scheduler scheduler, TaskStatus status) {
    this.superBlock = superBlock;
    this.processes = processes;
    this.scheduler = scheduler;
    this.status = status;
  }

  @Override
  public List<String> names() {
    TreeSet<Integer> pids = new TreeSet<>();
    scheduler.tasks().forEach(task -> pids.add(task.pid()));
    processes.all().forEach(process -> pids.add(process.pid()));
    List<String> names = new ArrayList<>(List.of(SELF));
    pids.forEach(pid -> names.add(Integer.toString(pid)));
    return names;
  }

  @Override
  public @Nullable Inode find(String name) throws ErrnoException {
    if (name.equals(SELF)) {
      return new ProcLink(superBlock, () -> Integer.toString(scheduler.current().pid()), 0);
    }
    int pid = ProcFdEntries.number(name);
    Process process = processes.find(pid);
    if (process != null) {
      return directory(process.task(), process);
    }
    for (Task task : scheduler.tasks()) {
      if (task.pid() == pid) {
        return directory(task, null);
      }
    }
    return null;
  }

  private ProcDirectory directory(Task task, @Nullable Process process) throws ErrnoException {
    ProcDirectory directory = new ProcDirectory(superBlock, 0);
    text(directory, "cmdline", () -> commandLine(process));
    directory.create(
        "comm",
        READ_WRITE,
        new ProcText(
            () -> bytes(task.comm() + "\n"),
            written -> {
              String name = new String(written, StandardCharsets.ISO_8859_1);
              task.setComm(name.endsWith("\n") ? name.substring(0, name.length() - 1) : name);
              return written.length;
            }));
    text(directory, "stat", () -> status.stat(task, process));
    text(directory, "status", () -> status.status(task, process));
    ProcDirectory descriptors = directory.mkdir("fd", OWNER);
    if (process != null && process.zombie() == null) {
      descriptors.setDynamic(new ProcFdEntries(superBlock, process.files().descriptors()));
      directory.addInode(
          "cwd", new ProcObjectLink(superBlock, LINK, process.files().fs().workingDirectory()));
      directory.addInode("root", new ProcObjectLink(superBlock, LINK, process.files().fs().root()));
      text(directory, "mounts", () -> process.files().fs().namespace().procText());
    }
    return directory;
  }

  private static void text(ProcDirectory directory, String name, Supplier<String> content)
      throws ErrnoException {
    directory.create(name, READ, () -> bytes(content.get()));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Each argument with a NUL behind it; nothing of a task without a user side or of a zombie. */
  private static String commandLine(@Nullable Process process) {
    return process == null || process.zombie() != null || process.argv().isEmpty()
        ? ""
        : String.join("\0", process.argv()) + "\0";
  }
}
