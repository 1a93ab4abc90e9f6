package io.kobox.image.check;

import io.kobox.kernel.locking.Lockdep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Which locks the modules' tasks take, for {@link Lockdep}. */
final class LockCheck implements CallWatcher {
  private enum Kind {
    SPINLOCK("spinlock_t"),
    RWLOCK("rwlock_t"),
    MUTEX("struct mutex"),
    RWSEM("struct rw_semaphore");

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /** What a function does with the lock that is its first argument. */
  private enum Action {
    INIT,
    /** It waits until it has the lock. */
    LOCK,
    /** As {@link #LOCK}, but others may have it too. */
    SHARE,
    /** It has the lock if it returns 0. */
    TRY_ZERO,
    /** It has the lock if it returns something else. */
    TRY,
    UNLOCK
  }

  private record Operation(Kind kind, Action action) {}

  private static final Map<String, Operation> OPERATIONS =
      Map.ofEntries(
          entry("_raw_spin_lock", Kind.SPINLOCK, Action.LOCK),
          entry("_raw_spin_lock_irq", Kind.SPINLOCK, Action.LOCK),
          entry("_raw_spin_lock_irqsave", Kind.SPINLOCK, Action.LOCK),
          entry("_raw_spin_lock_bh", Kind.SPINLOCK, Action.LOCK),
          entry("_raw_spin_trylock", Kind.SPINLOCK, Action.TRY),
          entry("_raw_spin_trylock_bh", Kind.SPINLOCK, Action.TRY),
          entry("_raw_spin_unlock", Kind.SPINLOCK, Action.UNLOCK),
          entry("_raw_spin_unlock_irq", Kind.SPINLOCK, Action.UNLOCK),
          entry("_raw_spin_unlock_irqrestore", Kind.SPINLOCK, Action.UNLOCK),
          entry("_raw_spin_unlock_bh", Kind.SPINLOCK, Action.UNLOCK),
          entry("_raw_write_lock", Kind.RWLOCK, Action.LOCK),
          entry("_raw_write_lock_irq", Kind.RWLOCK, Action.LOCK),
          entry("_raw_write_lock_irqsave", Kind.RWLOCK, Action.LOCK),
          entry("_raw_write_lock_bh", Kind.RWLOCK, Action.LOCK),
          entry("_raw_write_unlock", Kind.RWLOCK, Action.UNLOCK),
          entry("_raw_write_unlock_irq", Kind.RWLOCK, Action.UNLOCK),
          entry("_raw_write_unlock_irqrestore", Kind.RWLOCK, Action.UNLOCK),
          entry("_raw_write_unlock_bh", Kind.RWLOCK, Action.UNLOCK),
          entry("_raw_read_lock", Kind.RWLOCK, Action.SHARE),
          entry("_raw_read_lock_irq", Kind.RWLOCK, Action.SHARE),
          entry("_raw_read_lock_irqsave", Kind.RWLOCK, Action.SHARE),
          entry("_raw_read_lock_bh", Kind.RWLOCK, Action.SHARE),
          entry("_raw_read_unlock", Kind.RWLOCK, Action.UNLOCK),
          entry("_raw_read_unlock_irq", Kind.RWLOCK, Action.UNLOCK),
          entry("_raw_read_unlock_irqrestore", Kind.RWLOCK, Action.UNLOCK),
          entry("_raw_read_unlock_bh", Kind.RWLOCK, Action.UNLOCK),
          entry("__mutex_init", Kind.MUTEX, Action.INIT),
          entry("mutex_lock", Kind.MUTEX, Action.LOCK),
          entry("mutex_lock_interruptible", Kind.MUTEX, Action.TRY_ZERO),
          entry("mutex_lock_killable", Kind.MUTEX, Action.TRY_ZERO),
          entry("mutex_trylock", Kind.MUTEX, Action.TRY),
          entry("mutex_unlock", Kind.MUTEX, Action.UNLOCK),
          entry("__init_rwsem", Kind.RWSEM, Action.INIT),
          entry("down_write", Kind.RWSEM, Action.LOCK),
          entry("down_write_killable", Kind.RWSEM, Action.TRY_ZERO),
          entry("down_write_trylock", Kind.RWSEM, Action.TRY),
          entry("up_write", Kind.RWSEM, Action.UNLOCK),
          entry("down_read", Kind.RWSEM, Action.SHARE),
          entry("down_read_interruptible", Kind.RWSEM, Action.TRY_ZERO),
          entry("down_read_killable", Kind.RWSEM, Action.TRY_ZERO),
          entry("down_read_trylock", Kind.RWSEM, Action.TRY),
          entry("up_read", Kind.RWSEM, Action.UNLOCK));

  private final Lockdep lockdep;
  private final Map<ModuleCall, Long> waiting = new HashMap<>();

  /** The locks that modules took. A module may release one that the kernel took for it. */
  private final Set<Long> known = new HashSet<>();

  LockCheck(Lockdep lockdep) {
    this.lockdep = lockdep;
  }

  private static Map.Entry<String, Operation> entry(String name, Kind kind, Action action) {
    return Map.entry(name, new Operation(kind, action));
  }

  @Override
  public Interest interest(String function) {
    Operation operation = OPERATIONS.get(function);
    if (operation == null) {
      return Interest.NONE;
    }
    return operation.action == Action.INIT || operation.action == Action.UNLOCK
        ? Interest.CALLS
        : Interest.CALLS_AND_RETURNS;
  }

  @Override
  public void called(ModuleCall call) {
    Operation operation = OPERATIONS.get(call.function());
    long lock = call.argument(0);
    if (operation == null) {
      return;
    }
    switch (operation.action) {
      case INIT -> lockdep.initialised(lock);
      case UNLOCK -> {
        if (known.contains(lock) || call.module().contains(lock)) {
          lockdep.released(lock, operation.kind.text, call.caller());
        }
      }
      default -> {
        if (operation.action == Action.LOCK || operation.action == Action.TRY_ZERO) {
          lockdep.acquiring(lock, operation.kind.text, call.caller());
        }
        waiting.put(call, lock);
      }
    }
  }

  @Override
  public void returned(ModuleCall call) {
    Long lock = waiting.remove(call);
    Operation operation = OPERATIONS.get(call.function());
    if (lock == null || operation == null) {
      return;
    }
    boolean taken =
        switch (operation.action) {
          case TRY -> (int) call.result() != 0;
          case TRY_ZERO -> (int) call.result() == 0;
          default -> true;
        };
    if (taken) {
      known.add(lock);
      lockdep.acquired(lock, operation.kind.text, call.caller());
    }
  }
}
