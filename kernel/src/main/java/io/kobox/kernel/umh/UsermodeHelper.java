package io.kobox.kernel.umh;

import io.kobox.checkpoint.HostSide;
import io.kobox.fs.FsStruct;
import io.kobox.kernel.process.Processes;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.Program;
import io.kobox.syscalls.Programs;
import io.kobox.syscalls.SystemCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs programs for the kernel (kernel/umh.c: call_usermodehelper). They are processes with root's
 * rights, in the root directory, without open files.
 */
public final class UsermodeHelper {
  public static final int UMH_WAIT_EXEC = 1;
  public static final int UMH_WAIT_PROC = 2;
  public static final int UMH_KILLABLE = 4;

  private static final int ERESTARTSYS = 512;

  /** Who execs the helper before it is another program. */
  private static final String WORKER = "kworker/u2:0";

  /** struct subprocess_info: how it went, and who is to be told. */
  private static final class Subprocess {
    private final Scheduler scheduler;
    private final Task waiter;
    private int result;
    private boolean complete;

    private Subprocess(Scheduler scheduler) {
      this.scheduler = scheduler;
      this.waiter = scheduler.current();
    }

    /** umh_complete. */
    private void complete() {
      if (!complete) {
        complete = true;
        scheduler.wake(waiter);
      }
    }
  }

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final Processes processes;
  private final Supplier<FsStruct> rootDirectory;
  @HostSide private @Nullable Programs programs;

  /**
   * @param rootDirectory makes the place in the file tree where a helper starts
   */
  public UsermodeHelper(
      Scheduler scheduler,
      AtomicSleep sleep,
      Processes processes,
      Supplier<FsStruct> rootDirectory) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.processes = processes;
    this.rootDirectory = rootDirectory;
  }

  /** What execve finds from now on; nothing before. */
  public void setPrograms(Programs programs) {
    this.programs = programs;
  }

  /**
   * call_usermodehelper: runs {@code argv} with the program that is the file {@code path}.
   *
   * @param wait 0: does not wait; UMH_WAIT_EXEC: until it runs; UMH_WAIT_PROC: until it has ended;
   *     with UMH_KILLABLE a fatal signal ends the wait
   * @return a negative error number, or with UMH_WAIT_PROC how it ended, as wait(2) has it
   */
  public int exec(String path, List<String> argv, Map<String, String> environment, int wait) {
    if (path.isEmpty()) {
      return 0;
    }
    Subprocess info = new Subprocess(scheduler);
    processes.helper(
        WORKER,
        argv,
        rootDirectory.get(),
        calls -> {
          Program program;
          try {
            program = find(calls, path, argv, environment);
          } catch (ErrnoException e) {
            info.result = -(e.errno() == Errno.EISDIR ? Errno.EACCES.number() : e.number());
            return 0;
          }
          if ((wait & UMH_WAIT_PROC) == 0) {
            info.complete();
          }
          return program.run(calls);
        },
        status -> {
          if (status.raw() != 0) {
            info.result = status.raw();
          }
          info.complete();
        });
    return wait == 0 ? 0 : await(info, wait);
  }

  private Program find(
      SystemCalls calls, String path, List<String> argv, Map<String, String> environment)
      throws ErrnoException {
    if (programs == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    List<String> words = new ArrayList<>(argv);
    words.set(0, path.contains("/") ? path : "./" + path);
    return programs.find(calls, words, environment);
  }

  private int await(Subprocess info, int wait) {
    sleep.mightSleep();
    int state = (wait & UMH_KILLABLE) != 0 ? Task.TASK_KILLABLE : Task.TASK_UNINTERRUPTIBLE;
    while (!info.complete) {
      if (info.waiter.signalPendingState(state)) {
        return -ERESTARTSYS;
      }
      info.waiter.struct().setState(state);
      sleep.schedule();
    }
    return info.result;
  }
}
