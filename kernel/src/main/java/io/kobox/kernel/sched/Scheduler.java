package io.kobox.kernel.sched;

import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.time.TimerQueue;
import java.util.ArrayDeque;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who runs next. Exactly one task runs at a time, first come first served; when all sleep, the
 * clock jumps to the next timer. So the order of everything follows from the input alone. Only work
 * on the host's side ({@link #callHost}) ends when the host pleases.
 */
public final class Scheduler {
  static final int SIGKILL = 9;

  /** What the CPU has to do when the running task changes. */
  public interface ContextSwitch {
    /** {@code next} takes the CPU from {@code previous}, which may have ended (null). */
    void switchTo(@Nullable Task previous, Task next);
  }

  private final Timekeeping timekeeping;
  private final TimerQueue timers;
  private final ContextSwitch contextSwitch;
  private final boolean realtime;
  private final ArrayDeque<Task> runQueue = new ArrayDeque<>();
  private final LinkedBlockingQueue<Runnable> hostEvents = new LinkedBlockingQueue<>();
  private int hostCalls;
  private int nextPid = 1;
  private @Nullable Task current;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile @Nullable Throwable failure;
  private @Nullable Runnable everythingSleeps;

  public Scheduler(
      Timekeeping timekeeping, TimerQueue timers, ContextSwitch contextSwitch, boolean realtime) {
    this.timekeeping = timekeeping;
    this.timers = timers;
    this.contextSwitch = contextSwitch;
    this.realtime = realtime;
  }

  /** The running task. */
  public Task current() {
    Task task = current;
    if (task == null) {
      throw new IllegalStateException("no task is running");
    }
    return task;
  }

  /** Whether any task is running, which is not so before {@link #run}. */
  public boolean running() {
    return current != null;
  }

  /**
   * Runs {@code body} as the first task, once in the machine's life, and returns when it has ended;
   * what other tasks have to do then stays undone.
   *
   * @param everythingSleeps called when no task can ever run again; must wake one
   */
  public void run(String comm, Runnable body, Runnable everythingSleeps)
      throws InterruptedException {
    this.everythingSleeps = everythingSleeps;
    Task task =
        new Task(
            nextPid++,
            comm,
            () -> {
              try {
                body.run();
              } catch (TaskKilledError e) {
                // the task's own end
              } catch (Throwable e) {
                failure = e;
              } finally {
                ended.countDown();
              }
            });
    current = task;
    contextSwitch.switchTo(null, task);
    task.grantCpu();
    ended.await();
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }

  /** Makes a runnable task; it starts when its turn comes. */
  public Task spawn(String comm, Runnable body) {
    Task[] self = new Task[1];
    Task task =
        new Task(
            nextPid++,
            comm,
            () -> {
              try {
                body.run();
              } catch (TaskKilledError e) {
                // the task's own end
              } catch (Throwable e) {
                // a panic, or a bug of ours: the machine stops where it is
                failure = e;
                ended.countDown();
                return;
              }
              exit(self[0]);
            });
    self[0] = task;
    enqueue(task);
    return task;
  }

  private void exit(Task task) {
    task.setState(Task.State.DEAD);
    Task next = pickNext();
    current = next;
    contextSwitch.switchTo(null, next);
    next.grantCpu();
  }

  /** CLOCK_MONOTONIC. */
  long now() {
    return timekeeping.monotonic();
  }

  /** Lets the others run; the caller stays runnable. */
  public void yieldCpu() {
    enqueue(current());
    schedule();
  }

  /**
   * Sleeps until {@link #wake}; returns at once when a signal is pending and {@code state} is
   * interruptible.
   */
  public void sleep(Task.State state) {
    Task task = current();
    if (state == Task.State.INTERRUPTIBLE && task.pendingSignal() != 0) {
      return;
    }
    task.setState(state);
    schedule();
  }

  /** Sleeps for a time; true when it passed, false when woken before. */
  public boolean sleepFor(Task.State state, long nanoseconds) {
    Task task = current();
    boolean[] expired = new boolean[1];
    TimerQueue.Timer timer =
        timers.add(
            timekeeping.monotonic() + nanoseconds,
            () -> {
              expired[0] = true;
              wake(task);
            });
    sleep(state);
    timers.remove(timer);
    return expired[0];
  }

  /** Makes a sleeping task runnable; false when it was not asleep. */
  public boolean wake(Task task) {
    if (task.state() == Task.State.RUNNING || task.state() == Task.State.DEAD) {
      return false;
    }
    enqueue(task);
    return true;
  }

  /** Sends a signal: the task sees it when it wakes or at its next system call. */
  public void signal(Task task, int signal) {
    task.addSignal(signal);
    if (task.state() == Task.State.INTERRUPTIBLE) {
      wake(task);
    }
  }

  /** Ends the current task if a fatal signal waits for it. */
  public void checkSignals() {
    Task task = current();
    if (task.pendingSignal() != 0) {
      throw new TaskKilledError(task.pendingSignal());
    }
  }

  /** Runs what may block on the host's side, while other tasks of the machine run. */
  public <T extends @Nullable Object> T callHost(Callable<T> call) throws Exception {
    return hostCall(call).get();
  }

  private <T extends @Nullable Object> HostCall<T> hostCall(Callable<T> call) {
    Task task = current();
    HostCall<T> result = new HostCall<>();
    hostCalls++;
    Thread.ofVirtual()
        .start(
            () -> {
              result.run(call);
              hostEvents.add(
                  () -> {
                    hostCalls--;
                    wake(task);
                  });
            });
    while (!result.done) {
      task.setState(Task.State.UNINTERRUPTIBLE);
      schedule();
    }
    return result;
  }

  /** {@link #callHost} for what throws nothing checked. */
  public <T extends @Nullable Object> T awaitHost(Supplier<T> action) {
    HostCall<T> result = hostCall(action::get);
    try {
      return result.get();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Has {@code event} done at the machine's next idle moment; called by any thread of the host. */
  public void postFromHost(Runnable event) {
    hostEvents.add(event);
  }

  private static final class HostCall<T extends @Nullable Object> {
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

  private void enqueue(Task task) {
    task.setState(Task.State.RUNNING);
    if (!task.queued()) {
      task.setQueued(true);
      runQueue.add(task);
    }
  }

  /** Gives the CPU to the next task; returns when it is the caller's turn again. */
  private void schedule() {
    Task task = current();
    Task next = pickNext();
    if (next == task) {
      return;
    }
    current = next;
    contextSwitch.switchTo(task, next);
    task.releaseCpu();
    next.grantCpu();
    task.awaitCpu();
  }

  private Task pickNext() {
    while (true) {
      for (Runnable event = hostEvents.poll(); event != null; event = hostEvents.poll()) {
        event.run();
      }
      timers.runExpired(timekeeping.monotonic());
      Task next = runQueue.poll();
      if (next != null) {
        next.setQueued(false);
        return next;
      }
      idle();
    }
  }

  /** All tasks sleep: time jumps to the next timer, or the host's work is waited for. */
  private void idle() {
    if (hostCalls > 0 && (realtime || timers.isEmpty())) {
      awaitHost(realtime ? timers.nextExpiry() - timekeeping.monotonic() : Long.MAX_VALUE);
    } else if (!timers.isEmpty()) {
      if (realtime) {
        awaitHost(timers.nextExpiry() - timekeeping.monotonic());
      } else {
        timekeeping.advanceTo(timers.nextExpiry());
      }
    } else if (everythingSleeps != null) {
      everythingSleeps.run();
    }
  }

  private void awaitHost(long nanoseconds) {
    long started = System.nanoTime();
    try {
      Runnable event = hostEvents.poll(nanoseconds, TimeUnit.NANOSECONDS);
      if (event != null) {
        event.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (realtime) {
      timekeeping.advance(System.nanoTime() - started);
    }
  }
}
