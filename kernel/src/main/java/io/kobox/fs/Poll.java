package io.kobox.fs;

import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** poll (fs/select.c: do_poll). */
final class Poll implements PollTable {
  private final List<PollEntry> entries;
  private final WaitQueue woken;
  private final List<Runnable> cleanups = new ArrayList<>();

  Poll(FileDescriptorTable descriptors, List<PollEntry> entries, WaitQueue.Factory waitQueues)
      throws ErrnoException {
    this.entries = entries;
    this.woken = waitQueues.create();
    for (PollEntry entry : entries) {
      entry.resolve(descriptors);
    }
  }

  /**
   * Waits for at most {@code timeout} (null: for ever) until something happens.
   *
   * @return how many entries have events
   */
  int call(@Nullable Duration timeout) throws ErrnoException {
    try {
      int ready = look(this);
      if (ready != 0 || (timeout != null && timeout.isZero())) {
        return ready;
      }
      if (timeout == null) {
        woken.waitEvent(() -> look(NO_WAIT) != 0);
      } else {
        woken.waitEventTimeout(() -> look(NO_WAIT) != 0, nanoseconds(timeout));
      }
      return look(NO_WAIT);
    } catch (ErrnoException e) {
      throw e.restart() == null ? e : ErrnoException.restartable(e.errno(), Errno.ERESTARTNOHAND);
    } finally {
      cleanups.forEach(Runnable::run);
    }
  }

  private int look(PollTable table) {
    int ready = 0;
    for (PollEntry entry : entries) {
      ready += entry.look(table) ? 1 : 0;
    }
    return ready;
  }

  @Override
  public void pollWait(WaitQueue queue) {
    cleanups.add(queue.forwardTo(woken));
  }

  @Override
  public void atEnd(Runnable cleanup) {
    cleanups.add(cleanup);
  }

  private static long nanoseconds(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
