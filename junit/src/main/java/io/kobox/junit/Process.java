package io.kobox.junit;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A process of the machine: the test itself, or one that it started. */
public final class Process {
  private final Caller caller;

  Process(Caller caller) {
    this.caller = caller;
  }

  /** open(2) with the flags of {@link OpenFlags}; a file that it creates has mode 0644. */
  public OpenFile open(String path, int flags) throws ErrnoException {
    int fd =
        caller.call(
            calls -> calls.openat(OpenFlags.AT_FDCWD, path, flags | OpenFlags.O_CLOEXEC, 0644));
    return new OpenFile(caller, fd);
  }

  /** A file by its path. */
  public KernelFile file(String path) {
    return new KernelFile(this, path);
  }

  /** nanosleep(2): the machine's other tasks run meanwhile, its timers and works too. */
  public void sleep(Duration duration) throws ErrnoException {
    caller.call(
        calls -> {
          calls.nanosleep(duration);
          return true;
        });
  }

  /** Its process ID. */
  public int pid() throws ErrnoException {
    return caller.call(calls -> calls.getpid());
  }

  boolean exists(String path) {
    try {
      caller.call(calls -> calls.newfstatat(OpenFlags.AT_FDCWD, path, 0));
      return true;
    } catch (ErrnoException e) {
      return false;
    }
  }

  /** Any system calls, one after the other. */
  <T extends @Nullable Object> T call(Caller.Action<T> action) throws ErrnoException {
    return caller.call(action);
  }
}
