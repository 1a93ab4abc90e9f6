package io.kobox.fs;

import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.ErrnoException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** poll of one descriptor (fs/select.c: do_poll). */
final class Poll implements PollTable {
  private final WaitQueue.Factory waitQueues;
  private final List<Runnable> cleanups = new ArrayList<>();
  private @Nullable WaitQueue queue;

  Poll(WaitQueue.Factory waitQueues) {
    this.waitQueues = waitQueues;
  }

  int call(FileDescriptorTable descriptors, int fd, int events, @Nullable Duration timeout)
      throws ErrnoException {
    if (fd >= 0 && !descriptors.isOpen(fd)) {
      return PollEvents.POLLNVAL;
    }
    OpenFile file = fd < 0 ? null : descriptors.get(fd);
    if (file != null && file.isPathOnly()) {
      return PollEvents.POLLNVAL;
    }
    try {
      return wait(file, events, timeout);
    } finally {
      cleanups.forEach(Runnable::run);
    }
  }

  private int wait(@Nullable OpenFile file, int events, @Nullable Duration timeout)
      throws ErrnoException {
    int wanted = events | PollEvents.POLLERR | PollEvents.POLLHUP;
    int now = file == null ? 0 : file.operations().poll(file, this) & wanted;
    if (now != 0 || (timeout != null && timeout.isZero())) {
      return now;
    }
    WaitQueue woken = queue == null ? waitQueues.create() : queue;
    sleep(woken, file, wanted, timeout);
    return file == null ? 0 : state(file, wanted);
  }

  @Override
  public void pollWait(WaitQueue named) {
    queue = named;
  }

  @Override
  public void atEnd(Runnable cleanup) {
    cleanups.add(cleanup);
  }

  private static int state(OpenFile file, int wanted) {
    return file.operations().poll(file, PollTable.NO_WAIT) & wanted;
  }

  private static void sleep(
      WaitQueue queue, @Nullable OpenFile file, int wanted, @Nullable Duration timeout)
      throws ErrnoException {
    if (timeout == null) {
      queue.waitEvent(() -> file != null && state(file, wanted) != 0);
    } else {
      queue.waitEventTimeout(() -> file != null && state(file, wanted) != 0, nanoseconds(timeout));
    }
  }

  private static long nanoseconds(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }
}
