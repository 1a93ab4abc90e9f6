package io.kobox.kernel.sched;

import io.kobox.export.KernelExport;
import io.kobox.kernel.time.Sleep;
import io.kobox.lib.GuestFunctions;
import io.kobox.machine.GuestMemory;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.function.ToLongFunction;

/** Wait queues in guest memory (kernel/sched/wait.c). */
public final class WaitExports {
  private static final int WQ_FLAG_EXCLUSIVE = 0x01;
  private static final int WQ_FLAG_WOKEN = 0x02;
  private static final int WQ_FLAG_PRIORITY = 0x10;
  private static final int ERESTARTSYS = 512;

  private final Scheduler scheduler;
  private final Sleep timeouts;
  private final CoreExports core;
  private final GuestFunctions functions;
  private final GuestMemory memory;
  private final GuestList lists;
  private final StructType head;
  private final StructType entry;
  private final ToLongFunction<String> addressOf;

  public WaitExports(
      Scheduler scheduler,
      Sleep timeouts,
      CoreExports core,
      GuestFunctions functions,
      GuestMemory memory,
      Structs structs,
      ToLongFunction<String> addressOf) {
    this.scheduler = scheduler;
    this.timeouts = timeouts;
    this.core = core;
    this.functions = functions;
    this.memory = memory;
    this.lists = new GuestList(memory);
    this.head = structs.type("wait_queue_head");
    this.entry = structs.type("wait_queue_entry");
    this.addressOf = addressOf;
  }

  private long list(long queue) {
    return queue + head.offset("head");
  }

  private long link(long waiter) {
    return waiter + entry.offset("entry");
  }

  /** void __init_waitqueue_head(wq_head, const char *name, struct lock_class_key *). */
  @KernelExport
  void __init_waitqueue_head(long queue, long name, long key) {
    memory.putInt(queue + head.offset("lock"), 0);
    lists.init(list(queue));
  }

  /** void add_wait_queue(struct wait_queue_head *wq_head, struct wait_queue_entry *wq_entry). */
  @KernelExport
  void add_wait_queue(long queue, long waiter) {
    Struct struct = entry.at(waiter);
    struct.set("flags", struct.get("flags") & ~WQ_FLAG_EXCLUSIVE);
    add(queue, waiter);
  }

  /** __add_wait_queue: behind those with priority. */
  private void add(long queue, long waiter) {
    long after = list(queue);
    for (long at = lists.next(after); at != list(queue); at = lists.next(at)) {
      if ((entry.at(at - entry.offset("entry")).get("flags") & WQ_FLAG_PRIORITY) == 0) {
        break;
      }
      after = at;
    }
    lists.add(link(waiter), after);
  }

  /** void add_wait_queue_exclusive(wq_head, wq_entry). */
  @KernelExport
  void add_wait_queue_exclusive(long queue, long waiter) {
    Struct struct = entry.at(waiter);
    struct.set("flags", struct.get("flags") | WQ_FLAG_EXCLUSIVE);
    lists.addTail(link(waiter), list(queue));
  }

  /** void add_wait_queue_priority(wq_head, wq_entry). */
  @KernelExport
  void add_wait_queue_priority(long queue, long waiter) {
    Struct struct = entry.at(waiter);
    struct.set("flags", struct.get("flags") | WQ_FLAG_EXCLUSIVE | WQ_FLAG_PRIORITY);
    add(queue, waiter);
  }

  /** void remove_wait_queue(wq_head, wq_entry). */
  @KernelExport
  void remove_wait_queue(long queue, long waiter) {
    lists.delete(link(waiter));
  }

  /** void prepare_to_wait(wq_head, wq_entry, int state). */
  @KernelExport
  void prepare_to_wait(long queue, long waiter, int state) {
    Struct struct = entry.at(waiter);
    struct.set("flags", struct.get("flags") & ~WQ_FLAG_EXCLUSIVE);
    if (lists.isEmpty(link(waiter))) {
      add(queue, waiter);
    }
    scheduler.current().struct().setState(state);
  }

  /** bool prepare_to_wait_exclusive(wq_head, wq_entry, int state). */
  @KernelExport
  boolean prepare_to_wait_exclusive(long queue, long waiter, int state) {
    Struct struct = entry.at(waiter);
    struct.set("flags", struct.get("flags") | WQ_FLAG_EXCLUSIVE);
    boolean wasEmpty = false;
    if (lists.isEmpty(link(waiter))) {
      wasEmpty = lists.isEmpty(list(queue));
      lists.addTail(link(waiter), list(queue));
    }
    scheduler.current().struct().setState(state);
    return wasEmpty;
  }

  /** void init_wait_entry(struct wait_queue_entry *wq_entry, int flags). */
  @KernelExport
  void init_wait_entry(long waiter, int flags) {
    Struct struct = entry.at(waiter);
    struct.set("flags", flags);
    struct.set("private", scheduler.current().struct().address());
    struct.set("func", addressOf.applyAsLong("autoremove_wake_function"));
    lists.init(link(waiter));
  }

  /** long prepare_to_wait_event(wq_head, wq_entry, int state). */
  @KernelExport
  long prepare_to_wait_event(long queue, long waiter, int state) {
    Task task = scheduler.current();
    if (task.signalPendingState(state)) {
      lists.deleteInit(link(waiter));
      return -ERESTARTSYS;
    }
    if (lists.isEmpty(link(waiter))) {
      if ((entry.at(waiter).get("flags") & WQ_FLAG_EXCLUSIVE) != 0) {
        lists.addTail(link(waiter), list(queue));
      } else {
        add(queue, waiter);
      }
    }
    task.struct().setState(state);
    return 0;
  }

  /** void finish_wait(wq_head, wq_entry). */
  @KernelExport
  void finish_wait(long queue, long waiter) {
    scheduler.current().struct().setState(Task.TASK_RUNNING);
    if (!lists.isEmpty(link(waiter))) {
      lists.deleteInit(link(waiter));
    }
  }

  /** int autoremove_wake_function(wq_entry, unsigned mode, int sync, void *key). */
  @KernelExport
  boolean autoremove_wake_function(long waiter, int mode, int sync, long key) {
    boolean woken = core.default_wake_function(waiter, mode, sync, key);
    if (woken) {
      lists.deleteInit(link(waiter));
    }
    return woken;
  }

  /** int woken_wake_function(wq_entry, unsigned mode, int sync, void *key). */
  @KernelExport
  boolean woken_wake_function(long waiter, int mode, int sync, long key) {
    Struct struct = entry.at(waiter);
    struct.set("flags", struct.get("flags") | WQ_FLAG_WOKEN);
    return core.default_wake_function(waiter, mode, sync, key);
  }

  /** long wait_woken(wq_entry, unsigned mode, long timeout). */
  @KernelExport
  long wait_woken(long waiter, int mode, long timeout) {
    Struct struct = entry.at(waiter);
    Task task = scheduler.current();
    task.struct().setState(mode);
    long left = timeout;
    if ((struct.get("flags") & WQ_FLAG_WOKEN) == 0) {
      left = timeouts.timeout(timeout);
    }
    task.struct().setState(Task.TASK_RUNNING);
    struct.set("flags", struct.get("flags") & ~WQ_FLAG_WOKEN);
    return left;
  }

  /** int __wake_up(wq_head, unsigned int mode, int nr_exclusive, void *key). */
  @KernelExport(aliases = {"__wake_up_sync_key"})
  void __wake_up(long queue, int mode, int exclusive, long key) {
    wakeUp(queue, mode, exclusive, key);
  }

  /** void __wake_up_sync(wq_head, unsigned int mode). */
  @KernelExport
  void __wake_up_sync(long queue, int mode) {
    wakeUp(queue, mode, 1, 0);
  }

  /** void __wake_up_locked(wq_head, unsigned int mode, int nr). */
  @KernelExport
  void __wake_up_locked(long queue, int mode, int exclusive) {
    wakeUp(queue, mode, exclusive, 0);
  }

  /** void __wake_up_locked_key(wq_head, unsigned int mode, void *key). */
  @KernelExport
  void __wake_up_locked_key(long queue, int mode, long key) {
    wakeUp(queue, mode, 1, key);
  }

  /** __wake_up_common: each entry's function decides. */
  private void wakeUp(long queue, int mode, int exclusive, long key) {
    long autoremove = addressOf.applyAsLong("autoremove_wake_function");
    int left = exclusive;
    long end = list(queue);
    long at = lists.next(end);
    while (at != end) {
      long next = lists.next(at);
      long waiter = at - entry.offset("entry");
      Struct struct = entry.at(waiter);
      long flags = struct.get("flags");
      long function = struct.get("func");
      int woken =
          function == autoremove
              ? autoremove_wake_function(waiter, mode, 0, key) ? 1 : 0
              : (int) functions.call(function, waiter, mode, 0, key);
      if (woken < 0 || (woken != 0 && (flags & WQ_FLAG_EXCLUSIVE) != 0 && --left == 0)) {
        return;
      }
      at = next;
    }
  }
}
