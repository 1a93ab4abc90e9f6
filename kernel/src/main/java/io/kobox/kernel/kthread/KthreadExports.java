package io.kobox.kernel.kthread;

import io.kobox.export.KernelExport;
import io.kobox.export.VarArgs;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.entry.GuestCode;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.fork.TaskStructs;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.CompletionExports;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.Wait;
import io.kobox.lib.KernelWarning;
import io.kobox.lib.Vsprintf;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** Kernel threads of modules (kernel/kthread.c). */
public final class KthreadExports implements LeftBehind.Kind {
  private static final int EINTR = 4;
  private static final int EBUSY = 16;
  private static final int ENOSYS = 38;
  private static final int NAME_LENGTH = 32;

  /** struct kthread. */
  private static final class Kthread {
    private final long function;
    private final long data;
    private final List<Task> waiters = new ArrayList<>();
    private boolean started;
    private boolean shouldStop;
    private boolean shouldPark;
    private boolean parked;
    private boolean exited;
    private int result;

    private Kthread(long function, long data) {
      this.function = function;
      this.data = data;
    }
  }

  /** The new thread waits to be woken for the first time. */
  private final class NotStarted implements Wait {
    @Override
    public void sleep() {
      scheduler.sleep(Task.TASK_UNINTERRUPTIBLE);
    }

    @Override
    public @Nullable Long finish() {
      return null;
    }
  }

  /** Ends a kernel thread from within its code, as kthread_exit() does. */
  private static final class KthreadExit extends Error {
    private static final long serialVersionUID = 1L;

    private final int code;

    private KthreadExit(int code) {
      super("kthread exits with " + code, null, false, false);
      this.code = code;
    }
  }

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final TaskStructs tasks;
  private final GuestCode guestCode;
  private final Vsprintf vsprintf;
  private final CompletionExports completions;
  private final KernelWarning warning;
  private final Map<Task, Kthread> kthreads = new HashMap<>();

  public KthreadExports(
      Scheduler scheduler,
      AtomicSleep sleep,
      TaskStructs tasks,
      GuestCode guestCode,
      Vsprintf vsprintf,
      CompletionExports completions,
      KernelWarning warning) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.tasks = tasks;
    this.guestCode = guestCode;
    this.vsprintf = vsprintf;
    this.completions = completions;
    this.warning = warning;
    tasks.onFree(kthreads::remove);
  }

  /**
   * struct task_struct *kthread_create_on_node(int (*threadfn)(void *), void *data, int node, const
   * char namefmt[], ...): the new thread runs until it waits to be woken, then it is returned.
   */
  @KernelExport
  long kthread_create_on_node(
      long function, long data, int node, String format, VarArgs arguments) {
    return create(function, data, vsprintf.format(NAME_LENGTH, format, arguments));
  }

  /** struct task_struct *kthread_create_on_cpu(threadfn, data, unsigned int cpu, namefmt). */
  @KernelExport
  long kthread_create_on_cpu(long function, long data, int cpu, String format) {
    return create(function, data, format.replace("%u", String.valueOf(cpu)));
  }

  private long create(long function, long data, String name) {
    sleep.mightSleep();
    Kthread kthread = new Kthread(function, data);
    Task creator = scheduler.current();
    boolean[] created = new boolean[1];
    Task task =
        scheduler.createKernelThread(
            name,
            () -> {
              created[0] = true;
              scheduler.wake(creator);
              scheduler.await(new NotStarted());
              run(kthread);
            });
    task.setTaker(wait -> goOnAfter(wait, kthread));
    kthreads.put(task, kthread);
    tasks.get(task.struct().address());
    scheduler.wake(task);
    while (!created[0]) {
      creator.struct().setState(Task.TASK_UNINTERRUPTIBLE);
      sleep.schedule();
    }
    tasks.put(task.struct().address());
    return task.struct().address();
  }

  @KernelFunction({"kthread", "ret_from_fork"})
  private void run(Kthread kthread) {
    kthread.started = true;
    kthread.result = -EINTR;
    if (kthread.shouldStop) {
      end(kthread, () -> -EINTR);
    } else {
      end(
          kthread,
          () -> {
            park(kthread);
            return (int) guestCode.call(kthread.function, kthread.data);
          });
    }
  }

  /** The same from the end of a wait on. */
  @KernelFunction({"kthread", "ret_from_fork"})
  private void goOnAfter(Wait wait, Kthread kthread) {
    if (wait instanceof NotStarted) {
      run(kthread);
    } else {
      end(kthread, () -> (int) guestCode.goOnAfter(wait));
    }
  }

  private void end(Kthread kthread, IntSupplier body) {
    try {
      kthread.result = body.getAsInt();
    } catch (KthreadExit e) {
      kthread.result = e.code;
    } finally {
      kthread.exited = true;
      wakeWaiters(kthread);
    }
  }

  /** Threads that have not ended. */
  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    kthreads.entrySet().stream()
        .filter(entry -> !entry.getValue().exited && ofModule.test(entry.getValue().function))
        .sorted(Comparator.comparingInt(entry -> entry.getKey().pid()))
        .forEach(
            entry ->
                finding.found(
                    "kernel thread (" + entry.getKey() + ")",
                    entry.getKey().struct().address(),
                    entry.getValue().function));
  }

  private void wakeWaiters(Kthread kthread) {
    kthread.waiters.forEach(scheduler::wake);
    kthread.waiters.clear();
  }

  private @Nullable Kthread at(long address) {
    Task task = tasks.at(address);
    return task == null ? null : kthreads.get(task);
  }

  private @Nullable Kthread current() {
    return kthreads.get(scheduler.current());
  }

  /** void kthread_bind(struct task_struct *p, unsigned int cpu): there is but one. */
  @KernelExport(aliases = "kthread_bind_mask")
  void kthread_bind(long task, int cpu) {
    Kthread kthread = at(task);
    if (kthread == null || kthread.started) {
      warning.warnOnce("kernel/kthread.c:524 __kthread_bind+0x1c/0x80", "");
    }
  }

  /** bool kthread_should_stop(void). */
  @KernelExport
  boolean kthread_should_stop() {
    Kthread kthread = current();
    return kthread != null && kthread.shouldStop;
  }

  /** bool kthread_should_park(void). */
  @KernelExport
  boolean kthread_should_park() {
    Kthread kthread = current();
    return kthread != null && kthread.shouldPark;
  }

  /** bool __kthread_should_park(struct task_struct *k). */
  @KernelExport
  boolean __kthread_should_park(long task) {
    Kthread kthread = at(task);
    return kthread != null && kthread.shouldPark;
  }

  /** bool kthread_freezable_should_stop(bool *was_frozen): nothing is ever frozen. */
  @KernelExport
  boolean kthread_freezable_should_stop(long wasFrozen) {
    return kthread_should_stop();
  }

  /** int kthread_stop(struct task_struct *k): what the thread's function returned. */
  @KernelExport
  int kthread_stop(long address) {
    Task task = tasks.at(address);
    if (task == null) {
      warning.warnOnce(
          "lib/refcount.c:25 refcount_warn_saturate+0x97/0x110",
          "refcount_t: addition on 0; use-after-free.\n");
      return -EINTR;
    }
    Kthread kthread = kthreads.get(task);
    if (kthread == null) {
      return -EINTR;
    }
    kthread.shouldStop = true;
    unpark(task, kthread);
    scheduler.wake(task, Task.TASK_NORMAL);
    Task self = scheduler.current();
    while (!kthread.exited) {
      kthread.waiters.add(self);
      self.struct().setState(Task.TASK_UNINTERRUPTIBLE);
      sleep.schedule();
      kthread.waiters.remove(self);
    }
    return kthread.result;
  }

  /** void kthread_complete_and_exit(struct completion *comp, long code). */
  @KernelExport(aliases = "complete_and_exit")
  void kthread_complete_and_exit(long completion, long code) {
    if (completion != 0) {
      completions.complete(completion);
    }
    throw new KthreadExit((int) code);
  }

  /** void kthread_exit(long result). */
  @KernelExport(aliases = "do_exit")
  void kthread_exit(long result) {
    throw new KthreadExit((int) result);
  }

  /** int kthread_park(struct task_struct *k). */
  @KernelExport
  int kthread_park(long address) {
    Task task = tasks.at(address);
    Kthread kthread = at(address);
    if (task == null || kthread == null || kthread.exited) {
      return -ENOSYS;
    }
    if (kthread.shouldPark) {
      warning.warnOnce("kernel/kthread.c:661 kthread_park+0x81/0x90", "");
      return -EBUSY;
    }
    kthread.shouldPark = true;
    Task self = scheduler.current();
    if (task != self) {
      scheduler.wake(task, Task.TASK_NORMAL);
      while (!kthread.parked && !kthread.exited) {
        kthread.waiters.add(self);
        self.struct().setState(Task.TASK_UNINTERRUPTIBLE);
        sleep.schedule();
        kthread.waiters.remove(self);
      }
    }
    return 0;
  }

  /** void kthread_parkme(void). */
  @KernelExport
  void kthread_parkme() {
    Kthread kthread = current();
    if (kthread != null) {
      park(kthread);
    }
  }

  private void park(Kthread kthread) {
    Task task = scheduler.current();
    while (kthread.shouldPark) {
      kthread.parked = true;
      wakeWaiters(kthread);
      task.struct().setState(Task.TASK_PARKED);
      sleep.schedule();
    }
    kthread.parked = false;
    task.struct().setState(Task.TASK_RUNNING);
  }

  /** void kthread_unpark(struct task_struct *k). */
  @KernelExport
  void kthread_unpark(long address) {
    Task task = tasks.at(address);
    Kthread kthread = at(address);
    if (task != null && kthread != null) {
      unpark(task, kthread);
    }
  }

  private void unpark(Task task, Kthread kthread) {
    kthread.shouldPark = false;
    scheduler.wake(task, Task.TASK_PARKED);
  }

  /** void *kthread_data(struct task_struct *task). */
  @KernelExport
  long kthread_data(long task) {
    Kthread kthread = at(task);
    return kthread == null ? 0 : kthread.data;
  }

  /** void *kthread_func(struct task_struct *task). */
  @KernelExport
  long kthread_func(long task) {
    Kthread kthread = at(task);
    return kthread == null ? 0 : kthread.function;
  }
}
