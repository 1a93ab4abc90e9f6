package io.kobox.kernel.sched;

import io.kobox.syscalls.ErrnoException;
import java.util.function.BooleanSupplier;

/** Where tasks sleep until a condition holds (include/linux/wait.h: wait_event_interruptible). */
public interface WaitQueue {
  /** Sleeps until {@code condition} holds; EINTR when a signal arrives first. */
  void waitEvent(BooleanSupplier condition) throws ErrnoException;

  /** The same with a limit in nanoseconds of virtual time; false when it passed. */
  boolean waitEventTimeout(BooleanSupplier condition, long nanoseconds) throws ErrnoException;

  /** Lets all sleepers look at their conditions again. */
  void wakeUp();

  /** Makes wait queues. */
  interface Factory {
    WaitQueue create();
  }
}
