package io.kobox.junit;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A process that the test started. */
public final class Background {
  private final Caller parent;
  private final int pid;
  private @Nullable Throwable failure;
  private @Nullable WaitStatus end;

  Background(Caller parent, ProcessBody body, String name) throws ErrnoException {
    this.parent = parent;
    this.pid =
        parent.call(
            calls ->
                calls.spawn(
                    name,
                    java.util.List.of(name),
                    own -> {
                      run(own, body);
                      return 0;
                    }));
  }

  private void run(SystemCalls own, ProcessBody body) throws ErrnoException {
    try {
      body.run(new Process(new DirectCaller(own)));
    } catch (Exception | AssertionError e) {
      failure = e;
    }
  }

  /** The calls of the process that makes them. */
  private record DirectCaller(SystemCalls calls) implements Caller {
    @Override
    public <T extends @Nullable Object> T call(Action<T> action) throws ErrnoException {
      return action.perform(calls);
    }
  }

  /** Its process ID. */
  public int pid() {
    return pid;
  }

  /** Waits for its end, and throws what it threw. */
  public void await() throws ErrnoException {
    if (end == null) {
      end = parent.call(calls -> calls.wait4(pid, 0, null));
    }
    rethrow();
  }

  /** Waits for its end for a while; whether it has ended. */
  public boolean hasEnded(Duration patience) throws ErrnoException {
    if (end == null) {
      end = parent.call(calls -> calls.wait4(pid, 0, patience));
    }
    return end != null;
  }

  /** Sends it a signal. */
  public void kill(int signal) throws ErrnoException {
    parent.call(
        calls -> {
          calls.kill(pid, signal);
          return true;
        });
  }

  private void rethrow() throws ErrnoException {
    switch (failure) {
      case null -> {}
      case ErrnoException e -> throw e;
      default -> throw new AssertionError("process " + pid + " failed: " + failure, failure);
    }
    if (end != null && end.signal() != 0) {
      throw new AssertionError("process " + pid + " was killed by signal " + end.signal());
    }
  }
}
