package io.kobox.kernel.sched;

import io.kobox.checkpoint.HostSide;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What tasks have done on the host's side while others run, and what the host has done on the
 * machine: its only events that come when the host pleases.
 */
@HostSide
public final class HostCalls {
  private final Scheduler scheduler;
  private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private int pending;

  HostCalls(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** Runs what may block on the host's side, while other tasks of the machine run. */
  public <T extends @Nullable Object> T call(Callable<T> call) throws Exception {
    return result(call).get();
  }

  /** {@link #call} for what throws nothing checked. */
  public <T extends @Nullable Object> T await(Supplier<T> action) {
    Result<T> result = result(action::get);
    try {
      return result.get();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private <T extends @Nullable Object> Result<T> result(Callable<T> call) {
    Task task = scheduler.current();
    Result<T> result = new Result<>();
    pending++;
    Thread.ofVirtual()
        .start(
            () -> {
              result.run(call);
              events.add(
                  () -> {
                    pending--;
                    if (scheduler.has(task)) {
                      scheduler.wake(task);
                    }
                  });
            });
    while (!result.done) {
      scheduler.sleep(Task.TASK_UNINTERRUPTIBLE);
    }
    return result;
  }

  /** Has {@code event} done at the machine's next idle moment; called by any thread of the host. */
  public void post(Runnable event) {
    events.add(event);
  }

  /** Whether a task waits for the host. */
  boolean pending() {
    return pending > 0;
  }

  /** Has all done that the host has for the machine. */
  void runEvents() {
    for (Runnable event = events.poll(); event != null; event = events.poll()) {
      event.run();
    }
  }

  /** Waits that long for the host, and has done what comes; false: nothing came. */
  boolean awaitEvent(long nanoseconds) {
    try {
      Runnable event = events.poll(nanoseconds, TimeUnit.NANOSECONDS);
      if (event != null) {
        event.run();
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static final class Result<T extends @Nullable Object> {
    private volatile boolean done;
    private @Nullable T value;
    private @Nullable Exception failure;

    void run(Callable<T> call) {
      try {
        value = call.call();
      } catch (Exception e) {
        failure = e;
      }
      done = true;
    }

    @SuppressWarnings("NullAway") // T may be nullable to the caller
    T get() throws Exception {
      if (failure != null) {
        throw failure;
      }
      return value;
    }
  }
}
