package io.kobox.kernel.workqueue;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.VarArgs;
import io.kobox.kernel.check.LeftBehind;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.time.Jiffies;
import io.kobox.kernel.time.TimerExports;
import io.kobox.lib.GuestFunctions;
import io.kobox.lib.Vsprintf;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Workqueues (kernel/workqueue.c). */
public final class WorkqueueExports implements LeftBehind.Kind {
  private static final int NAME_LENGTH = 24;
  private static final int WQ_UNBOUND = 1 << 1;
  private static final int WQ_HIGHPRI = 1 << 4;
  private static final int DEFAULT_ACTIVE = 256;
  private static final int MAX_ACTIVE = 512;
  private static final long PENDING = 1;

  /** work->data of a work that is nowhere: WORK_STRUCT_NO_POOL. */
  private static final long NO_POOL = 0xfffffffe0L;

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestFunctions functions;
  private final GuestMemory memory;
  private final Vsprintf vsprintf;
  private final TimerExports timers;
  private final Jiffies jiffies;
  private final LongUnaryOperator allocate;
  private final LongConsumer free;
  private final StructType workType;
  private final StructType delayedType;
  private final StructType queueType;
  private final WorkerPool normal;
  private final WorkerPool high;
  private final WorkerPool unbound;
  private final Map<Long, Workqueue> queues = new HashMap<>();

  /** The latest queueing of each work that is not done. */
  private final Map<Long, Work> queued = new HashMap<>();

  private final Map<Long, Work> running = new HashMap<>();

  public WorkqueueExports(
      Scheduler scheduler,
      AtomicSleep sleep,
      GuestFunctions functions,
      GuestMemory memory,
      Structs structs,
      Vsprintf vsprintf,
      TimerExports timers,
      Jiffies jiffies,
      LongUnaryOperator allocate,
      LongConsumer free) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.functions = functions;
    this.memory = memory;
    this.vsprintf = vsprintf;
    this.timers = timers;
    this.jiffies = jiffies;
    this.allocate = allocate;
    this.free = free;
    this.workType = structs.type("work_struct");
    this.delayedType = structs.type("delayed_work");
    this.queueType = structs.type("workqueue_struct");
    normal = new WorkerPool(scheduler, "kworker/0:", true, this::run);
    high = new WorkerPool(scheduler, "kworker/0H:", true, this::run);
    unbound = new WorkerPool(scheduler, "kworker/u2:", false, this::run);
  }

  private Workqueue create(String name, int flags, int maxActive) {
    long address = allocate.applyAsLong(queueType.size());
    Struct struct = queueType.at(address);
    struct.setString("name", name);
    struct.set("flags", flags);
    WorkerPool pool =
        (flags & WQ_UNBOUND) != 0 ? unbound : (flags & WQ_HIGHPRI) != 0 ? high : normal;
    int limit = maxActive == 0 ? DEFAULT_ACTIVE : Math.clamp(maxActive, 1, MAX_ACTIVE);
    Workqueue queue = new Workqueue(address, pool, limit);
    queues.put(address, queue);
    return queue;
  }

  private void system(long variable, String name, int flags) {
    memory.putLong(variable, create(name, flags, 0).address());
  }

  @KernelData(type = "void *")
  void system_wq(long address) {
    system(address, "events", 0);
  }

  @KernelData(type = "void *")
  void system_highpri_wq(long address) {
    system(address, "events_highpri", WQ_HIGHPRI);
  }

  @KernelData(type = "void *")
  void system_long_wq(long address) {
    system(address, "events_long", 0);
  }

  @KernelData(type = "void *")
  void system_unbound_wq(long address) {
    system(address, "events_unbound", WQ_UNBOUND);
  }

  @KernelData(type = "void *")
  void system_freezable_wq(long address) {
    system(address, "events_freezable", 0);
  }

  @KernelData(type = "void *")
  void system_power_efficient_wq(long address) {
    system(address, "events_power_efficient", 0);
  }

  @KernelData(type = "void *")
  void system_freezable_power_efficient_wq(long address) {
    system(address, "events_freezable_power_efficient", 0);
  }

  /** struct workqueue_struct *alloc_workqueue(const char *fmt, flags, int max_active, ...). */
  @KernelExport(aliases = "alloc_workqueue_noprof")
  long alloc_workqueue(String format, int flags, int maxActive, VarArgs arguments) {
    String name = vsprintf.format(NAME_LENGTH, format, arguments);
    return create(name, flags, maxActive).address();
  }

  private @Nullable Workqueue queueAt(long address) {
    Workqueue queue = queues.get(address);
    if (queue == null) {
      queueType.at(address).get("flags");
    }
    return queue;
  }

  private boolean pending(long work) {
    return (workType.at(work).get("data") & PENDING) != 0;
  }

  private void setPending(long work, boolean on) {
    workType.at(work).set("data", on ? NO_POOL | PENDING : NO_POOL);
  }

  /** __queue_work; the work is marked pending already. */
  private void insert(long queueAddress, long address) {
    Workqueue queue = queueAt(queueAddress);
    if (queue == null) {
      return;
    }
    Work work = new Work(address, queue);
    queued.put(address, work);
    queue.insert(work);
  }

  /** Works that are queued or run. */
  @Override
  public void find(LongPredicate ofModule, LeftBehind.Finding finding) {
    TreeSet<Long> works = new TreeSet<>(queued.keySet());
    works.addAll(running.keySet());
    for (long work : works) {
      long function = workType.at(work).get("func");
      if (ofModule.test(work) || ofModule.test(function)) {
        finding.found("work", work, function);
      }
    }
  }

  /** process_one_work. */
  @KernelFunction("process_one_work")
  private void run(Work work) {
    long address = work.address();
    long function = workType.at(address).get("func");
    setPending(address, false);
    queued.remove(address, work);
    running.put(address, work);
    try {
      functions.call(function, address);
    } finally {
      running.remove(address, work);
      settle(work);
      work.queue().finished(work);
    }
  }

  private void settle(Work work) {
    work.finish();
    work.waiters().forEach(scheduler::wake);
    work.waiters().clear();
  }

  private void await(Work work) {
    Task task = scheduler.current();
    while (!work.done()) {
      work.waiters().add(task);
      task.struct().setState(Task.TASK_UNINTERRUPTIBLE);
      sleep.schedule();
      work.waiters().remove(task);
    }
  }

  /** bool queue_work_on(int cpu, struct workqueue_struct *wq, struct work_struct *work). */
  @KernelExport
  boolean queue_work_on(int cpu, long queue, long work) {
    if (pending(work)) {
      return false;
    }
    setPending(work, true);
    insert(queue, work);
    return true;
  }

  /** bool queue_work_node(int node, wq, work). */
  @KernelExport
  boolean queue_work_node(int node, long queue, long work) {
    return queue_work_on(0, queue, work);
  }

  /** void delayed_work_timer_fn(struct timer_list *t). */
  @KernelExport
  void delayed_work_timer_fn(long timer) {
    Struct delayed = delayedType.at(timer - delayedType.offset("timer"));
    insert(delayed.get("wq"), delayed.addressOf("work"));
  }

  private void queueDelayed(long queue, long work, long delay) {
    Struct delayed = delayedType.at(work);
    if (delay == 0) {
      insert(queue, delayed.addressOf("work"));
      return;
    }
    delayed.set("wq", queue);
    delayed.set("timer.expires", jiffies.get() + delay);
    timers.add_timer(delayed.addressOf("timer"));
  }

  /** bool queue_delayed_work_on(int cpu, wq, struct delayed_work *dwork, unsigned long delay). */
  @KernelExport
  boolean queue_delayed_work_on(int cpu, long queue, long work, long delay) {
    if (pending(work)) {
      return false;
    }
    setPending(work, true);
    queueDelayed(queue, work, delay);
    return true;
  }

  /** bool mod_delayed_work_on(int cpu, wq, struct delayed_work *dwork, unsigned long delay). */
  @KernelExport
  boolean mod_delayed_work_on(int cpu, long queue, long work, long delay) {
    boolean pending = grab(work, true);
    setPending(work, true);
    queueDelayed(queue, work, delay);
    return pending;
  }

  /** try_to_grab_pending: takes a work off its timer or queue. */
  private boolean grab(long work, boolean delayed) {
    if (delayed && timers.timer_delete(delayedType.at(work).addressOf("timer"))) {
      return true;
    }
    Work known = queued.remove(work);
    if (known == null) {
      return false;
    }
    known.queue().remove(known);
    settle(known);
    return true;
  }

  private boolean cancel(long work, boolean delayed, boolean sync) {
    boolean pending = grab(work, delayed);
    Work now = running.get(work);
    if (sync && now != null) {
      setPending(work, true);
      await(now);
    }
    if (pending || sync) {
      setPending(work, false);
    }
    return pending;
  }

  /** bool cancel_work_sync(struct work_struct *work). */
  @KernelExport
  boolean cancel_work_sync(long work) {
    sleep.mightSleep();
    return cancel(work, false, true);
  }

  /** bool cancel_work(struct work_struct *work). */
  @KernelExport
  boolean cancel_work(long work) {
    return cancel(work, false, false);
  }

  /** bool cancel_delayed_work(struct delayed_work *dwork). */
  @KernelExport
  boolean cancel_delayed_work(long work) {
    return cancel(work, true, false);
  }

  /** bool cancel_delayed_work_sync(struct delayed_work *dwork). */
  @KernelExport
  boolean cancel_delayed_work_sync(long work) {
    sleep.mightSleep();
    return cancel(work, true, true);
  }

  /** bool flush_work(struct work_struct *work). */
  @KernelExport
  boolean flush_work(long work) {
    sleep.mightSleep();
    Work latest = queued.getOrDefault(work, running.get(work));
    if (latest == null) {
      return false;
    }
    await(latest);
    return true;
  }

  /** bool flush_delayed_work(struct delayed_work *dwork). */
  @KernelExport
  boolean flush_delayed_work(long work) {
    Struct delayed = delayedType.at(work);
    if (timers.timer_delete(delayed.addressOf("timer"))) {
      insert(delayed.get("wq"), work);
    }
    return flush_work(work);
  }

  /** void __flush_workqueue(struct workqueue_struct *wq): all that is queued now. */
  @KernelExport(aliases = "flush_workqueue")
  void __flush_workqueue(long address) {
    sleep.mightSleep();
    Workqueue queue = queueAt(address);
    if (queue != null) {
      List<Work> works = new ArrayList<>(queue.unfinished());
      works.forEach(this::await);
    }
  }

  /** void drain_workqueue(struct workqueue_struct *wq): until nothing is queued any more. */
  @KernelExport
  void drain_workqueue(long address) {
    sleep.mightSleep();
    Workqueue queue = queueAt(address);
    while (queue != null && !queue.unfinished().isEmpty()) {
      await(queue.unfinished().getFirst());
    }
  }

  /** void destroy_workqueue(struct workqueue_struct *wq). */
  @KernelExport
  void destroy_workqueue(long address) {
    drain_workqueue(address);
    if (queues.remove(address) != null) {
      free.accept(address);
    }
  }

  /** unsigned int work_busy(struct work_struct *work): whether it is queued (1), and runs (2). */
  @KernelExport
  int work_busy(long work) {
    return (pending(work) ? 1 : 0) | (running.containsKey(work) ? 2 : 0);
  }
}
