package io.kobox.kernel.sched;

import io.kobox.syscalls.ErrnoException;
import java.util.function.BooleanSupplier;

/** Where tasks sleep until a condition holds (include/linux/wait.h: wait_event_interruptible). */
public interface WaitQueue {
  /** Sleeps until {@code condition} holds; EINTR when a signal arrives first. */
  void waitEvent(BooleanSupplier condition) throws ErrnoException;

  /** Sleeps until {@code condition} holds, whatever signals arrive. */
  void waitUninterruptibly(BooleanSupplier condition);

  /** {@link #waitEvent} with a limit in nanoseconds of virtual time; false when it passed. */
  boolean waitEventTimeout(BooleanSupplier condition, long nanoseconds) throws ErrnoException;

  /** Lets all sleepers look at their conditions again. */
  void wakeUp();

  /** Has {@code other} woken whenever this one is, until the result is run. */
  Runnable forwardTo(WaitQueue other);

  /** Makes wait queues. */
  interface Factory {
    WaitQueue create();
  }
}
