package io.kobox.kernel.sched;

import io.kobox.syscalls.ErrnoException;
import java.util.function.BooleanSupplier;

/** Where tasks sleep until something happens (kernel/sched/wait.c). */
public interface WaitQueue {
  /** Sleeps until condition holds; EINTR when a signal arrives first. */
  void waitEvent(BooleanSupplier condition) throws ErrnoException;

  /** The same with a limit in nanoseconds of virtual time; false when it passed. */
  boolean waitEventTimeout(BooleanSupplier condition, long nanoseconds) throws ErrnoException;

  void wakeUp();

  /** Makes wait queues. */
  interface Factory {
    WaitQueue create();
  }
}
