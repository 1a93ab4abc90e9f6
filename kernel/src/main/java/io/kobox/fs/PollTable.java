package io.kobox.fs;

import io.kobox.kernel.sched.WaitQueue;

/** What a poll method tells its caller to wait on (struct poll_table_struct). */
@FunctionalInterface
public interface PollTable {
  /** For a caller that only wants to know the state now. */
  PollTable NO_WAIT = queue -> {};

  /** poll_wait: the state may change when {@code queue} is woken. */
  void pollWait(WaitQueue queue);

  /** Has {@code cleanup} done when the caller waits no more (poll_freewait). */
  default void atEnd(Runnable cleanup) {
    cleanup.run();
  }
}
