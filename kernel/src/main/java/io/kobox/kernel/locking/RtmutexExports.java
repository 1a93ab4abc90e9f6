package io.kobox.kernel.locking;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.ServedCall;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Mutexes with priority inheritance, of which there is none here (kernel/locking/rtmutex_api.c).
 */
public final class RtmutexExports {
  private static final String KIND = "struct rt_mutex";
  private static final String NOTE = "first come first served: all tasks have one priority";
  private static final int EINTR = 4;

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestMemory memory;
  private final Lockdep lockdep;
  private final StructType type;
  private final Map<Long, ArrayDeque<Task>> queues = new HashMap<>();

  public RtmutexExports(
      Scheduler scheduler,
      AtomicSleep sleep,
      GuestMemory memory,
      Structs structs,
      Lockdep lockdep) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.memory = memory;
    this.lockdep = lockdep;
    this.type = structs.type("rt_mutex");
  }

  /** void __rt_mutex_init(lock, const char *name, struct lock_class_key *key). */
  @KernelExport
  void __rt_mutex_init(long lock, long name, long key) {
    memory.fill(lock, type.size(), (byte) 0);
    lockdep.initialised(lock);
  }

  private boolean take(Struct lock) {
    if (lock.get("rtmutex.owner") != 0) {
      return false;
    }
    lock.set("rtmutex.owner", scheduler.current().struct().address());
    return true;
  }

  private int lock(long address, int state, long ip) {
    sleep.mightSleep();
    lockdep.acquiring(address, KIND, ip);
    Struct lock = type.at(address);
    Task self = scheduler.current();
    while (!take(lock)) {
      if (self.signalPendingState(state)) {
        return -EINTR;
      }
      queues.computeIfAbsent(address, any -> new ArrayDeque<>()).add(self);
      self.struct().setState(state);
      sleep.schedule();
      queues.get(address).remove(self);
    }
    lockdep.acquired(address, KIND, ip);
    return 0;
  }

  /** void rt_mutex_lock(struct rt_mutex *lock). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  void rt_mutex_lock(ServedCall call) {
    lock(call.argument(0), Task.TASK_UNINTERRUPTIBLE, call.returnAddress());
  }

  /** int rt_mutex_lock_interruptible(struct rt_mutex *lock). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  int rt_mutex_lock_interruptible(ServedCall call) {
    return lock(call.argument(0), Task.TASK_INTERRUPTIBLE, call.returnAddress());
  }

  /** int rt_mutex_lock_killable(struct rt_mutex *lock). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  int rt_mutex_lock_killable(ServedCall call) {
    return lock(call.argument(0), Task.TASK_KILLABLE, call.returnAddress());
  }

  /** int rt_mutex_trylock(struct rt_mutex *lock). */
  @KernelExport
  int rt_mutex_trylock(ServedCall call) {
    long address = call.argument(0);
    if (!take(type.at(address))) {
      return 0;
    }
    lockdep.acquired(address, KIND, call.returnAddress());
    return 1;
  }

  /** void rt_mutex_unlock(struct rt_mutex *lock). */
  @KernelExport
  void rt_mutex_unlock(ServedCall call) {
    long address = call.argument(0);
    lockdep.released(address, KIND, call.returnAddress());
    type.at(address).set("rtmutex.owner", 0);
    ArrayDeque<Task> queue = queues.get(address);
    Task next = queue == null ? null : queue.peek();
    if (next != null) {
      scheduler.wake(next);
    }
  }
}
