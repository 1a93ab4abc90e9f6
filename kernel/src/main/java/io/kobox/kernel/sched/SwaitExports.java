package io.kobox.kernel.sched;

import io.kobox.export.KernelExport;
import io.kobox.kernel.fork.TaskStructs;
import io.kobox.machine.GuestMemory;
import io.kobox.types.GuestList;
import io.kobox.types.StructType;
import io.kobox.types.Structs;

/** Simple wait queues (kernel/sched/swait.c). */
public final class SwaitExports {
  private static final int ERESTARTSYS = 512;

  private final Scheduler scheduler;
  private final TaskStructs tasks;
  private final GuestMemory memory;
  private final GuestList lists;
  private final StructType head;
  private final StructType waiter;

  public SwaitExports(Scheduler scheduler, TaskStructs tasks, GuestMemory memory, Structs structs) {
    this.scheduler = scheduler;
    this.tasks = tasks;
    this.memory = memory;
    this.lists = new GuestList(memory);
    this.head = structs.type("swait_queue_head");
    this.waiter = structs.type("swait_queue");
  }

  private long list(long queue) {
    return queue + head.offset("task_list");
  }

  private long link(long entry) {
    return entry + waiter.offset("task_list");
  }

  /** void __init_swait_queue_head(q, const char *name, struct lock_class_key *key). */
  @KernelExport
  void __init_swait_queue_head(long queue, long name, long key) {
    memory.putInt(queue + head.offset("lock"), 0);
    lists.init(list(queue));
  }

  /** void swake_up_locked(struct swait_queue_head *q); the lock is nobody else's on one CPU. */
  @KernelExport(aliases = "swake_up_one")
  void swake_up_locked(long queue) {
    long first = lists.next(list(queue));
    if (first != list(queue)) {
      wake(first);
    }
  }

  private void wake(long link) {
    Task task = tasks.at(waiter.at(link - waiter.offset("task_list")).get("task"));
    if (task != null) {
      scheduler.wake(task, Task.TASK_NORMAL);
    }
    lists.deleteInit(link);
  }

  /** void swake_up_all(struct swait_queue_head *q). */
  @KernelExport
  void swake_up_all(long queue) {
    for (long at = lists.next(list(queue)); at != list(queue); at = lists.next(list(queue))) {
      wake(at);
    }
  }

  /** void prepare_to_swait_exclusive(q, struct swait_queue *wait, int state). */
  @KernelExport
  void prepare_to_swait_exclusive(long queue, long entry, int state) {
    enqueue(queue, entry);
    scheduler.current().struct().setState(state);
  }

  private void enqueue(long queue, long entry) {
    waiter.at(entry).set("task", scheduler.current().struct().address());
    if (lists.isEmpty(link(entry))) {
      lists.addTail(link(entry), list(queue));
    }
  }

  /** long prepare_to_swait_event(q, struct swait_queue *wait, int state). */
  @KernelExport
  long prepare_to_swait_event(long queue, long entry, int state) {
    if (scheduler.current().signalPendingState(state)) {
      lists.deleteInit(link(entry));
      return -ERESTARTSYS;
    }
    enqueue(queue, entry);
    scheduler.current().struct().setState(state);
    return 0;
  }

  /** void finish_swait(q, struct swait_queue *wait). */
  @KernelExport
  void finish_swait(long queue, long entry) {
    scheduler.current().struct().setState(Task.TASK_RUNNING);
    if (!lists.isEmpty(link(entry))) {
      lists.deleteInit(link(entry));
    }
  }
}
