package io.kobox.kernel.locking;

import io.kobox.export.KernelExport;
import io.kobox.export.ServedCall;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.machine.GuestMemory;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** Read-write semaphores (kernel/locking/rwsem.c), first come first served. */
public final class RwsemExports {
  private static final String KIND = "struct rw_semaphore";
  private static final int EINTR = 4;
  private static final long WRITER_LOCKED = 1;
  private static final long FLAG_WAITERS = 2;
  private static final long READER_BIAS = 256;

  /** In the owner word: it is one of the readers. */
  private static final long READER_OWNED = 1;

  private static final class Waiter {
    private final Task task;
    private final boolean writer;
    private boolean granted;

    private Waiter(Task task, boolean writer) {
      this.task = task;
      this.writer = writer;
    }
  }

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestMemory memory;
  private final Lockdep lockdep;
  private final GuestList lists;
  private final StructType type;
  private final Map<Long, ArrayDeque<Waiter>> queues = new HashMap<>();

  public RwsemExports(
      Scheduler scheduler,
      AtomicSleep sleep,
      GuestMemory memory,
      Structs structs,
      Lockdep lockdep) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.memory = memory;
    this.lockdep = lockdep;
    this.lists = new GuestList(memory);
    this.type = structs.type("rw_semaphore");
  }

  /** void __init_rwsem(sem, const char *name, struct lock_class_key *key). */
  @KernelExport
  void __init_rwsem(long lock, long name, long key) {
    memory.fill(lock, type.size(), (byte) 0);
    lists.initIfPresent(type.at(lock), "wait_list"); // a single pointer since 7.1
    lockdep.initialised(lock);
  }

  private long count(long lock) {
    return type.at(lock).get("count");
  }

  private boolean take(long lock, Task task, boolean writer) {
    Struct struct = type.at(lock);
    long count = struct.get("count");
    if (writer ? (count & ~FLAG_WAITERS) != 0 : (count & WRITER_LOCKED) != 0) {
      return false;
    }
    struct.set("count", count + (writer ? WRITER_LOCKED : READER_BIAS));
    struct.set("owner", task.struct().address() | (writer ? 0 : READER_OWNED));
    return true;
  }

  private int lock(long lock, boolean writer, int state, long ip) {
    sleep.mightSleep();
    if (writer) {
      lockdep.acquiring(lock, KIND, ip);
    }
    Task task = scheduler.current();
    if (queues.containsKey(lock) || !take(lock, task, writer)) {
      if (!await(lock, new Waiter(task, writer), state)) {
        return -EINTR;
      }
    }
    lockdep.acquired(lock, KIND, ip);
    return 0;
  }

  private boolean await(long lock, Waiter waiter, int state) {
    queues.computeIfAbsent(lock, at -> new ArrayDeque<>()).add(waiter);
    Struct struct = type.at(lock);
    struct.set("count", struct.get("count") | FLAG_WAITERS);
    try {
      while (!waiter.granted) {
        if (waiter.task.signalPendingState(state)) {
          return false;
        }
        waiter.task.struct().setState(state);
        sleep.schedule();
      }
      return true;
    } finally {
      if (!waiter.granted) {
        queues.get(lock).remove(waiter);
        settle(lock);
      }
    }
  }

  /** rwsem_wake: the first writer, or all readers before the next writer. */
  private void grant(long lock) {
    ArrayDeque<Waiter> queue = queues.get(lock);
    if (queue == null) {
      return;
    }
    while (!queue.isEmpty() && take(lock, queue.peek().task, queue.peek().writer)) {
      Waiter waiter = queue.poll();
      waiter.granted = true;
      scheduler.wake(waiter.task);
      if (waiter.writer) {
        break;
      }
    }
    settle(lock);
  }

  private void settle(long lock) {
    ArrayDeque<Waiter> queue = queues.get(lock);
    if (queue != null && queue.isEmpty()) {
      queues.remove(lock);
      type.at(lock).set("count", count(lock) & ~FLAG_WAITERS);
    }
  }

  /** void down_read(struct rw_semaphore *sem). */
  @KernelExport
  void down_read(long lock, ServedCall call) {
    lock(lock, false, Task.TASK_UNINTERRUPTIBLE, call.returnAddress());
  }

  /** int down_read_interruptible(struct rw_semaphore *sem). */
  @KernelExport
  int down_read_interruptible(long lock, ServedCall call) {
    return lock(lock, false, Task.TASK_INTERRUPTIBLE, call.returnAddress());
  }

  /** int down_read_killable(struct rw_semaphore *sem). */
  @KernelExport
  int down_read_killable(long lock, ServedCall call) {
    return lock(lock, false, Task.TASK_KILLABLE, call.returnAddress());
  }

  /** int down_read_trylock(struct rw_semaphore *sem). */
  @KernelExport
  boolean down_read_trylock(long lock, ServedCall call) {
    return tryLock(lock, false, call.returnAddress());
  }

  private boolean tryLock(long lock, boolean writer, long ip) {
    if (queues.containsKey(lock) || !take(lock, scheduler.current(), writer)) {
      return false;
    }
    lockdep.acquired(lock, KIND, ip);
    return true;
  }

  /** void down_write(struct rw_semaphore *sem). */
  @KernelExport
  void down_write(long lock, ServedCall call) {
    lock(lock, true, Task.TASK_UNINTERRUPTIBLE, call.returnAddress());
  }

  /** int down_write_killable(struct rw_semaphore *sem). */
  @KernelExport
  int down_write_killable(long lock, ServedCall call) {
    return lock(lock, true, Task.TASK_KILLABLE, call.returnAddress());
  }

  /** int down_write_trylock(struct rw_semaphore *sem). */
  @KernelExport
  boolean down_write_trylock(long lock, ServedCall call) {
    return tryLock(lock, true, call.returnAddress());
  }

  /** void up_read(struct rw_semaphore *sem). */
  @KernelExport
  void up_read(long lock, ServedCall call) {
    lockdep.released(lock, KIND, call.returnAddress());
    type.at(lock).set("count", count(lock) - READER_BIAS);
    grant(lock);
  }

  /** void up_write(struct rw_semaphore *sem). */
  @KernelExport
  void up_write(long lock, ServedCall call) {
    lockdep.released(lock, KIND, call.returnAddress());
    type.at(lock).set("owner", 0);
    type.at(lock).set("count", count(lock) & ~WRITER_LOCKED);
    grant(lock);
  }

  /** void downgrade_write(struct rw_semaphore *sem). */
  @KernelExport
  void downgrade_write(long lock) {
    type.at(lock).set("count", (count(lock) & ~WRITER_LOCKED) + READER_BIAS);
    type.at(lock).set("owner", scheduler.current().struct().address() | READER_OWNED);
    grant(lock);
  }
}
