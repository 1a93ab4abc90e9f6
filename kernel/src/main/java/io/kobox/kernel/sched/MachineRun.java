package io.kobox.kernel.sched;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The lives of the tasks' threads, from which the host waits for the end: the first task's, or a
 * panic or a bug of ours in any, with which the machine stops where it is.
 */
final class MachineRun {
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;

  /** The first task's thread: with it all ends. */
  void liveFirst(Runnable body) {
    try {
      body.run();
    } catch (TaskKilledError e) {
      // the task's own end
    } catch (Throwable e) {
      failure = e;
    } finally {
      ended.countDown();
    }
  }

  /** Another task's thread: what it does, and its end. */
  void live(Runnable body, Runnable exit) {
    try {
      body.run();
    } catch (TaskKilledError e) {
      // the task's own end
    } catch (Throwable e) {
      fail(e);
      return;
    }
    try {
      exit.run();
    } catch (Throwable e) {
      fail(e);
    }
  }

  private void fail(Throwable e) {
    failure = e;
    ended.countDown();
  }

  /** Called by the host: until the end, with what went wrong. */
  void awaitEnd() throws InterruptedException {
    ended.await();
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
