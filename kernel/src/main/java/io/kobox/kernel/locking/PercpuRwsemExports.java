package io.kobox.kernel.locking;

import io.kobox.export.KernelExport;
import io.kobox.kernel.sched.AtomicSleep;
import io.kobox.kernel.sched.PreemptCount;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.PerCpu;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Read-write semaphores whose readers count on their own CPU (kernel/locking/percpu-rwsem.c). */
public final class PercpuRwsemExports {
  private static final int ENOMEM = 12;

  /** In rss.gp_state: GP_IDLE lets readers count inline; GP_PASSED sends them here. */
  private static final int GP_IDLE = 0;

  private static final int GP_PASSED = 2;

  private final Scheduler scheduler;
  private final AtomicSleep sleep;
  private final PreemptCount preemptCount;
  private final PerCpu perCpu;
  private final GuestMemory memory;
  private final GuestList lists;
  private final StructType type;

  /**
   * Who waits, by semaphore: readers for the writer's end, writers for the readers' and others'.
   */
  private final Map<Long, List<Task>> waiters = new HashMap<>();

  public PercpuRwsemExports(
      Scheduler scheduler,
      AtomicSleep sleep,
      PreemptCount preemptCount,
      PerCpu perCpu,
      GuestMemory memory,
      Structs structs) {
    this.scheduler = scheduler;
    this.sleep = sleep;
    this.preemptCount = preemptCount;
    this.perCpu = perCpu;
    this.memory = memory;
    this.lists = new GuestList(memory);
    this.type = structs.type("percpu_rw_semaphore");
  }

  private long readCount(Struct lock) {
    return perCpu.address(lock.get("read_count"));
  }

  private void await(long lock, BooleanSupplier done) {
    Task self = scheduler.current();
    while (!done.getAsBoolean()) {
      waiters.computeIfAbsent(lock, any -> new ArrayList<>()).add(self);
      self.struct().setState(Task.TASK_UNINTERRUPTIBLE);
      sleep.schedule();
      List<Task> left = waiters.get(lock);
      if (left != null) {
        left.remove(self);
      }
    }
  }

  private void wake(long lock) {
    List<Task> woken = waiters.remove(lock);
    if (woken != null) {
      woken.forEach(scheduler::wake);
    }
  }

  /** int __percpu_init_rwsem(sem, const char *name, struct lock_class_key *rwsem_key). */
  @KernelExport
  int __percpu_init_rwsem(long lock, long name, long key) {
    memory.fill(lock, type.size(), (byte) 0);
    long count = perCpu.allocate(Integer.BYTES, Integer.BYTES);
    if (count == 0) {
      return -ENOMEM;
    }
    Struct struct = type.at(lock);
    struct.set("read_count", count);
    lists.init(struct.addressOf("waiters.head"));
    return 0;
  }

  /** void percpu_free_rwsem(struct percpu_rw_semaphore *sem). */
  @KernelExport
  void percpu_free_rwsem(long lock) {
    Struct struct = type.at(lock);
    perCpu.free(struct.get("read_count"));
    struct.set("read_count", 0);
  }

  private boolean tryRead(Struct struct) {
    if (struct.getInt("block.counter") != 0) {
      return false;
    }
    long count = readCount(struct);
    memory.putInt(count, memory.getInt(count) + 1);
    return true;
  }

  /** bool __percpu_down_read(sem, bool try): with preemption disabled, as its callers are. */
  @KernelExport
  boolean __percpu_down_read(long lock, boolean onlyTry) {
    Struct struct = type.at(lock);
    if (tryRead(struct)) {
      return true;
    }
    if (onlyTry) {
      return false;
    }
    preemptCount.sub(1);
    await(lock, () -> tryRead(struct));
    preemptCount.add(1);
    return true;
  }

  /** int rcuwait_wake_up(struct rcuwait *w): the last reader wakes the writer. */
  @KernelExport
  int rcuwait_wake_up(long wait) {
    wake(wait - type.offset("writer"));
    return 0;
  }

  /** bool percpu_is_read_locked(struct percpu_rw_semaphore *sem). */
  @KernelExport
  boolean percpu_is_read_locked(long lock) {
    Struct struct = type.at(lock);
    return memory.getInt(readCount(struct)) != 0 && struct.getInt("block.counter") == 0;
  }

  /** void percpu_down_write(struct percpu_rw_semaphore *sem). */
  @KernelExport
  void percpu_down_write(long lock) {
    sleep.mightSleep();
    Struct struct = type.at(lock);
    struct.set("rss.gp_state", GP_PASSED);
    await(lock, () -> struct.getInt("block.counter") == 0);
    struct.set("block.counter", 1);
    await(lock, () -> memory.getInt(readCount(struct)) == 0);
  }

  /** void percpu_up_write(struct percpu_rw_semaphore *sem). */
  @KernelExport
  void percpu_up_write(long lock) {
    Struct struct = type.at(lock);
    struct.set("block.counter", 0);
    boolean contended = waiters.containsKey(lock);
    if (!contended) {
      struct.set("rss.gp_state", GP_IDLE);
    }
    wake(lock);
  }
}
