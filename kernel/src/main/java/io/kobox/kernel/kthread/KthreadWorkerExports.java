package io.kobox.kernel.kthread;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.VarArgs;
import io.kobox.kernel.fork.TaskStructs;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.time.Jiffies;
import io.kobox.kernel.time.TimerExports;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.KernelWarning;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Slab;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.ToLongFunction;

/** Kernel threads that run works one after the other (kernel/kthread.c: kthread_worker_fn). */
public final class KthreadWorkerExports {
  private static final String FLUSH = "a flush waits until the worker has nothing left to do";

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final TaskStructs tasks;
  private final KthreadExports kthreads;
  private final TimerExports timers;
  private final Jiffies jiffies;
  private final GuestFunctions functions;
  private final GuestMemory memory;
  private final Slab slab;
  private final KernelWarning warning;
  private final ToLongFunction<String> addressOf;
  private final GuestList lists;
  private final StructType workerType;
  private final StructType workType;
  private final StructType delayedType;

  /** Who waits for a work's end. */
  private final List<Task> waiters = new ArrayList<>();

  /** What the floor offers to it. */
  public record Floor(
      Scheduler scheduler,
      AtomicSleep sleep,
      TaskStructs tasks,
      GuestFunctions functions,
      GuestMemory memory,
      Slab slab,
      Structs structs,
      Jiffies jiffies) {}

  public KthreadWorkerExports(
      Floor floor,
      KthreadExports kthreads,
      TimerExports timers,
      KernelWarning warning,
      ToLongFunction<String> addressOf) {
    this.scheduler = floor.scheduler();
    this.sleep = floor.sleep();
    this.tasks = floor.tasks();
    this.functions = floor.functions();
    this.memory = floor.memory();
    this.slab = floor.slab();
    this.jiffies = floor.jiffies();
    this.kthreads = kthreads;
    this.timers = timers;
    this.warning = warning;
    this.addressOf = addressOf;
    this.lists = new GuestList(memory);
    Structs structs = floor.structs();
    this.workerType = structs.type("kthread_worker");
    this.workType = structs.type("kthread_work");
    this.delayedType = structs.type("kthread_delayed_work");
  }

  private long workList(long worker) {
    return workerType.at(worker).addressOf("work_list");
  }

  private long node(long work) {
    return workType.at(work).addressOf("node");
  }

  /** void __kthread_init_worker(worker, const char *name, struct lock_class_key *key). */
  @KernelExport
  void __kthread_init_worker(long worker, long name, long key) {
    memory.fill(worker, workerType.size(), (byte) 0);
    lists.init(workList(worker));
    lists.init(workerType.at(worker).addressOf("delayed_work_list"));
  }

  /** int kthread_worker_fn(void *worker_ptr): what the worker's thread runs. */
  @KernelExport
  int kthread_worker_fn(long worker) {
    Struct struct = workerType.at(worker);
    Task self = scheduler.current();
    struct.set("task", self.struct().address());
    while (true) {
      self.struct().setState(Task.TASK_INTERRUPTIBLE);
      if (kthreads.kthread_should_stop()) {
        self.struct().setState(Task.TASK_RUNNING);
        struct.set("task", 0);
        return 0;
      }
      long list = workList(worker);
      if (lists.isEmpty(list)) {
        struct.set("current_work", 0);
        wakeWaiters();
        sleep.schedule();
        continue;
      }
      long work = lists.next(list) - workType.offset("node");
      lists.deleteInit(node(work));
      struct.set("current_work", work);
      self.struct().setState(Task.TASK_RUNNING);
      functions.call(workType.at(work).get("func"), work);
      struct.set("current_work", 0);
      wakeWaiters();
    }
  }

  private void wakeWaiters() {
    waiters.forEach(scheduler::wake);
    waiters.clear();
  }

  private void await(BooleanSupplier done) {
    Task self = scheduler.current();
    sleep.mightSleep();
    while (!done.getAsBoolean()) {
      waiters.add(self);
      self.struct().setState(Task.TASK_UNINTERRUPTIBLE);
      sleep.schedule();
      waiters.remove(self);
    }
  }

  /**
   * struct kthread_worker *kthread_create_worker(unsigned int flags, const char namefmt[], ...).
   */
  @KernelExport
  long kthread_create_worker(int flags, String format, VarArgs arguments) {
    return create(flags, format, arguments);
  }

  /** struct kthread_worker *kthread_create_worker_on_cpu(int cpu, flags, namefmt, ...). */
  @KernelExport
  long kthread_create_worker_on_cpu(int cpu, int flags, String format, VarArgs arguments) {
    return create(flags, format, arguments);
  }

  private long create(int flags, String format, VarArgs arguments) {
    long worker = slab.kmalloc(workerType.size(), 0);
    __kthread_init_worker(worker, 0, 0);
    long task =
        kthreads.kthread_create_on_node(
            addressOf.applyAsLong("kthread_worker_fn"), worker, -1, format, arguments);
    Struct struct = workerType.at(worker);
    struct.set("flags", flags);
    struct.set("task", task);
    wake(task);
    return worker;
  }

  private void wake(long address) {
    Task task = tasks.at(address);
    if (task != null) {
      scheduler.wake(task, Task.TASK_NORMAL);
    }
  }

  private boolean queuingBlocked(long work) {
    return !lists.isEmpty(node(work)) || workType.at(work).getInt("canceling") != 0;
  }

  private void insert(long worker, long work) {
    Struct struct = workType.at(work);
    long before = struct.get("worker");
    if (before != 0 && before != worker) {
      warning.warn("kernel/kthread.c:975 kthread_insert_work+0x2e/0xd0", "");
    }
    lists.addTail(node(work), workList(worker));
    struct.set("worker", worker);
    Struct owner = workerType.at(worker);
    if (owner.get("current_work") == 0 && owner.get("task") != 0) {
      wake(owner.get("task"));
    }
  }

  /** bool kthread_queue_work(struct kthread_worker *worker, struct kthread_work *work). */
  @KernelExport
  boolean kthread_queue_work(long worker, long work) {
    if (queuingBlocked(work)) {
      return false;
    }
    insert(worker, work);
    return true;
  }

  /** void kthread_delayed_work_timer_fn(struct timer_list *t). */
  @KernelExport
  void kthread_delayed_work_timer_fn(long timer) {
    long work = timer - delayedType.offset("timer") + delayedType.offset("work");
    long worker = workType.at(work).get("worker");
    if (worker == 0) {
      return;
    }
    lists.deleteInit(node(work));
    if (workType.at(work).getInt("canceling") == 0) {
      insert(worker, work);
    }
  }

  private void queueDelayed(long worker, long delayed, long delay) {
    Struct struct = delayedType.at(delayed);
    long work = struct.addressOf("work");
    if (delay == 0) {
      insert(worker, work);
      return;
    }
    lists.add(node(work), workerType.at(worker).addressOf("delayed_work_list"));
    workType.at(work).set("worker", worker);
    struct.set("timer.expires", jiffies.get() + delay);
    timers.add_timer(struct.addressOf("timer"));
  }

  /** bool kthread_queue_delayed_work(worker, dwork, unsigned long delay). */
  @KernelExport
  boolean kthread_queue_delayed_work(long worker, long delayed, long delay) {
    if (queuingBlocked(delayedType.at(delayed).addressOf("work"))) {
      return false;
    }
    queueDelayed(worker, delayed, delay);
    return true;
  }

  /** bool kthread_mod_delayed_work(worker, dwork, unsigned long delay). */
  @KernelExport
  boolean kthread_mod_delayed_work(long worker, long delayed, long delay) {
    Struct struct = delayedType.at(delayed);
    long work = struct.addressOf("work");
    if (workType.at(work).get("worker") == 0) {
      queueDelayed(worker, delayed, delay);
      return false;
    }
    timers.timer_delete(struct.addressOf("timer"));
    if (workType.at(work).getInt("canceling") != 0) {
      return false;
    }
    boolean pending = takeOff(work);
    queueDelayed(worker, delayed, delay);
    return pending;
  }

  /** __kthread_cancel_work. */
  private boolean takeOff(long work) {
    if (lists.isEmpty(node(work))) {
      return false;
    }
    lists.deleteInit(node(work));
    return true;
  }

  private boolean isRunning(long work) {
    long worker = workType.at(work).get("worker");
    return worker != 0 && workerType.at(worker).get("current_work") == work;
  }

  /** __kthread_cancel_work_sync. */
  private boolean cancel(long work) {
    Struct struct = workType.at(work);
    boolean pending = takeOff(work);
    if (isRunning(work)) {
      struct.set("canceling", struct.get("canceling") + 1);
      await(() -> !isRunning(work));
      struct.set("canceling", struct.get("canceling") - 1);
    }
    return pending;
  }

  /** bool kthread_cancel_work_sync(struct kthread_work *work). */
  @KernelExport
  boolean kthread_cancel_work_sync(long work) {
    return workType.at(work).get("worker") != 0 && cancel(work);
  }

  /** bool kthread_cancel_delayed_work_sync(struct kthread_delayed_work *dwork). */
  @KernelExport
  boolean kthread_cancel_delayed_work_sync(long delayed) {
    Struct struct = delayedType.at(delayed);
    long work = struct.addressOf("work");
    if (workType.at(work).get("worker") == 0) {
      return false;
    }
    timers.timer_delete(struct.addressOf("timer"));
    return cancel(work);
  }

  /** void kthread_flush_work(struct kthread_work *work). */
  @KernelExport
  void kthread_flush_work(long work) {
    if (workType.at(work).get("worker") != 0) {
      await(() -> lists.isEmpty(node(work)) && !isRunning(work));
    }
  }

  /** void kthread_flush_worker(struct kthread_worker *worker). */
  @KernelExport(level = Level.PARTIAL, note = FLUSH)
  void kthread_flush_worker(long worker) {
    Struct struct = workerType.at(worker);
    await(() -> lists.isEmpty(workList(worker)) && struct.get("current_work") == 0);
  }

  /** void kthread_destroy_worker(struct kthread_worker *worker). */
  @KernelExport
  void kthread_destroy_worker(long worker) {
    long task = workerType.at(worker).get("task");
    if (task == 0) {
      warning.warn("kernel/kthread.c:1401 kthread_destroy_worker+0x37/0x50", "");
      return;
    }
    kthread_flush_worker(worker);
    kthreads.kthread_stop(task);
    slab.kfree(worker);
  }
}
