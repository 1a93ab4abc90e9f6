package io.kobox.kernel.locking;

import io.kobox.export.KernelExport;
import io.kobox.export.ServedCall;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.Waiters;
import io.kobox.machine.GuestMemory;
import io.kobox.types.GuestList;
import io.kobox.types.StructType;
import io.kobox.types.Structs;

/**
 * Mutexes (kernel/locking/mutex.c). The owner is in the guest's struct; who waits is known here,
 * the struct's own list stays empty.
 */
public final class MutexExports {
  private static final String KIND = "struct mutex";
  private static final int EINTR = 4;

  /** MUTEX_FLAG_WAITERS: somebody waits. */
  private static final long WAITERS = 1;

  private static final long FLAGS = 7;

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final GuestMemory memory;
  private final Lockdep lockdep;
  private final GuestList lists;
  private final StructType type;
  private final Waiters waiters = new Waiters();

  public MutexExports(
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
    this.type = structs.type("mutex");
  }

  private long owner(long lock) {
    return lock + type.offset("owner");
  }

  /** void __mutex_init(struct mutex *lock, const char *name, struct lock_class_key *key). */
  @KernelExport(aliases = "mutex_init_generic")
  void __mutex_init(long lock, long name, long key) {
    memory.fill(lock, type.size(), (byte) 0);
    lists.initIfPresent(type.at(lock), "wait_list"); // a single pointer since 7.1
    lockdep.initialised(lock);
  }

  private boolean take(long lock, long ip) {
    long word = memory.getLong(owner(lock));
    if ((word & ~FLAGS) != 0) {
      return false;
    }
    memory.putLong(owner(lock), scheduler.current().struct().address() | (word & FLAGS));
    lockdep.acquired(lock, KIND, ip);
    return true;
  }

  private int lock(long lock, int state, long ip) {
    sleep.mightSleep();
    lockdep.acquiring(lock, KIND, ip);
    if (take(lock, ip)) {
      return 0;
    }
    Task task = scheduler.current();
    waiters.add(lock, task);
    memory.putLong(owner(lock), memory.getLong(owner(lock)) | WAITERS);
    try {
      while (!take(lock, ip)) {
        if (task.signalPendingState(state)) {
          return -EINTR;
        }
        task.struct().setState(state);
        sleep.schedule();
      }
      return 0;
    } finally {
      task.struct().setState(Task.TASK_RUNNING);
      waiters.remove(lock, task);
      if (waiters.isEmpty(lock)) {
        memory.putLong(owner(lock), memory.getLong(owner(lock)) & ~FLAGS);
      }
    }
  }

  /** void mutex_lock(struct mutex *lock). */
  @KernelExport(aliases = "mutex_lock_io")
  void mutex_lock(long lock, ServedCall call) {
    lock(lock, Task.TASK_UNINTERRUPTIBLE, call.returnAddress());
  }

  /** int mutex_lock_interruptible(struct mutex *lock). */
  @KernelExport
  int mutex_lock_interruptible(long lock, ServedCall call) {
    return lock(lock, Task.TASK_INTERRUPTIBLE, call.returnAddress());
  }

  /** int mutex_lock_killable(struct mutex *lock). */
  @KernelExport
  int mutex_lock_killable(long lock, ServedCall call) {
    return lock(lock, Task.TASK_KILLABLE, call.returnAddress());
  }

  /** int mutex_trylock(struct mutex *lock). */
  @KernelExport
  boolean mutex_trylock(long lock, ServedCall call) {
    return take(lock, call.returnAddress());
  }

  /** void mutex_unlock(struct mutex *lock). */
  @KernelExport
  void mutex_unlock(long lock, ServedCall call) {
    lockdep.released(lock, KIND, call.returnAddress());
    memory.putLong(owner(lock), memory.getLong(owner(lock)) & FLAGS);
    Task first = waiters.first(lock);
    if (first != null) {
      scheduler.wake(first);
    }
  }

  /** bool mutex_is_locked(struct mutex *lock). */
  @KernelExport
  boolean mutex_is_locked(long lock) {
    return (memory.getLong(owner(lock)) & ~FLAGS) != 0;
  }

  /** int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock). */
  @KernelExport
  boolean atomic_dec_and_mutex_lock(long counter, long lock, ServedCall call) {
    int value = memory.getInt(counter);
    if (value != 1) {
      memory.putInt(counter, value - 1);
      return false;
    }
    lock(lock, Task.TASK_UNINTERRUPTIBLE, call.returnAddress());
    int now = memory.getInt(counter) - 1;
    memory.putInt(counter, now);
    if (now != 0) {
      mutex_unlock(lock, call);
      return false;
    }
    return true;
  }
}
