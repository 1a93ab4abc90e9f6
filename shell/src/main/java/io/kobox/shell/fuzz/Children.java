package io.kobox.shell.fuzz;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waits for processes that may wait for something themselves, without an end. */
final class Children {
  /** Longer than the kernel takes to report a hung task. */
  private static final Duration AFTER_KILL = Duration.ofSeconds(250);

  private Children() {}

  /**
   * Waits until a child has ended; one that takes longer than {@code patience} is killed.
   *
   * @return how it ended; null: it does not, even so
   */
  static @Nullable WaitStatus end(SystemCalls calls, int pid, Duration patience)
      throws ErrnoException {
    try {
      WaitStatus end = await(calls, pid, patience);
      if (end == null) {
        calls.kill(pid, SystemCalls.SIGKILL);
        end = await(calls, pid, AFTER_KILL);
      }
      return end;
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ECHILD) {
        return null; // it oopsed while it ended: "Fixing recursive fault but reboot is needed!"
      }
      throw e;
    }
  }

  /** What is to be said of one that does not end. */
  static String stuck(String who) {
    return who + " does not end, though it is killed: does it wait for ever?";
  }

  /** Looks after longer and longer times: on an image kernel each look costs the host something. */
  private static @Nullable WaitStatus await(SystemCalls calls, int pid, Duration patience)
      throws ErrnoException {
    Duration step = Duration.ofMillis(1);
    Duration waited = Duration.ZERO;
    WaitStatus end = calls.wait4(pid, SystemCalls.WNOHANG, null);
    while (end == null && waited.compareTo(patience) < 0) {
      calls.nanosleep(step);
      waited = waited.plus(step);
      step = step.multipliedBy(2);
      end = calls.wait4(pid, SystemCalls.WNOHANG, null);
    }
    return end;
  }
}
