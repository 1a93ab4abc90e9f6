package io.kobox.junit;

import io.kobox.checkpoint.HostSide;
import io.kobox.kernel.sched.TaskKilledError;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.WaitStatus;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The process that does what the test's thread says. While that thinks, no time passes in the
 * machine and nothing else runs. When it dies in a system call, the next call is made by another
 * process like it, as from another shell.
 */
@HostSide
final class TestProcess implements Caller {
  private static final List<String> ARGV = List.of("test");

  private final TestKernel kernel;
  private final LinkedBlockingQueue<Order<?>> orders = new LinkedBlockingQueue<>();
  private final Thread thread;
  private volatile @Nullable Order<?> current;

  /** What the first process is to do when the process has ended. */
  private volatile @Nullable Order<?> between;

  private volatile boolean over;
  private volatile boolean stopping;
  private @Nullable Throwable failure;

  /** What the process is to do; null ends it. */
  private static final class Order<T extends @Nullable Object> {
    private final @Nullable Action<T> action;
    private final CompletableFuture<T> result = new CompletableFuture<>();

    private Order(@Nullable Action<T> action) {
      this.action = action;
    }

    private void perform(SystemCalls calls) {
      if (action == null) {
        return;
      }
      try {
        result.complete(action.perform(calls));
      } catch (ErrnoException | RuntimeException e) {
        result.completeExceptionally(e);
      }
    }
  }

  TestProcess(TestKernel kernel) {
    this.kernel = kernel;
    thread = Thread.ofPlatform().daemon().name("kobox machine").start(this::runKernel);
  }

  private void runKernel() {
    try {
      kernel.run(this::init);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failure = e;
    }
    over = true;
    Order<?> order = current;
    while (order != null) {
      order.result.completeExceptionally(end());
      order = orders.poll();
    }
  }

  private Throwable end() {
    DeadProcessError error =
        new DeadProcessError(
            kernel.panicked() ? "the kernel panicked" : "the machine is at its end: " + failure);
    if (failure != null) {
      error.initCause(failure);
    }
    return error;
  }

  /** PID 1: starts the process, and again when it has ended. */
  private int init(SystemCalls calls) throws ErrnoException {
    while (!stopping) {
      performBetween(calls);
      int pid = calls.spawn("test", ARGV, this::follow);
      WaitStatus status = calls.wait4(pid, 0, null);
      Order<?> order = current;
      if (order != null) {
        String how = "the process was killed by signal " + (status == null ? 0 : status.signal());
        order.result.completeExceptionally(
            new DeadProcessError(kernel.oopsed() ? "the kernel oopsed: " + how : how));
        current = null;
      }
    }
    return 0;
  }

  private void performBetween(SystemCalls calls) {
    Order<?> order = between;
    between = null;
    if (order != null) {
      current = order;
      order.perform(calls);
      current = null;
    }
  }

  /** Carries out orders until one ends the process. */
  private int follow(SystemCalls calls) {
    while (true) {
      Order<?> order;
      try {
        order = orders.take();
      } catch (InterruptedException e) {
        throw new TaskKilledError(SystemCalls.SIGTERM);
      }
      if (order.action == null) {
        return 0;
      }
      current = order;
      order.perform(calls);
      current = null;
    }
  }

  @Override
  public <T extends @Nullable Object> T call(Action<T> action) throws ErrnoException {
    Order<T> order = new Order<>(action);
    orders.add(order);
    return await(order);
  }

  private <T extends @Nullable Object> T await(Order<T> order) throws ErrnoException {
    if (over) {
      order.result.completeExceptionally(end());
    }
    try {
      return order.result.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case ErrnoException errno -> throw errno;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /** The process exits, which closes its files; another takes its place. */
  void restart() {
    orders.add(new Order<>(null));
  }

  /** As {@link #restart}; the machine's first process does something in between. */
  <T extends @Nullable Object> T restart(Action<T> action) throws ErrnoException {
    Order<T> order = new Order<>(action);
    between = order;
    restart();
    return await(order);
  }

  /** Ends the process and with it the machine. */
  void stop() throws InterruptedException {
    stopping = true;
    restart();
    thread.join();
  }
}
