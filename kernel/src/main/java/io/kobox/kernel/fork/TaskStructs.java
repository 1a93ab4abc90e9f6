package io.kobox.kernel.fork;

import io.kobox.kernel.sched.Task;
import io.kobox.kernel.sched.TaskStruct;
import io.kobox.machine.GuestMemory;
import io.kobox.types.GuestList;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The struct task_struct of every task, in the list that starts at init_task (kernel/fork.c:
 * dup_task_struct, copy_process).
 */
public final class TaskStructs implements TaskStruct.Factory {
  /** PF_KTHREAD, PF_NOFREEZE, PF_EXITING (include/linux/sched.h). */
  private static final int PF_KTHREAD = 0x00200000;

  private static final int PF_EXITING = 0x4;
  private static final int TIF_SIGPENDING = 1 << 2;
  private static final int TIF_NEED_RESCHED = 1 << 3;

  /** MAX_RT_PRIO + DEFAULT_PRIO for nice 0. */
  private static final int DEFAULT_PRIO = 120;

  private final Structs structs;
  private final GuestMemory memory;
  private final LongSupplier storage;
  private final long initTask;
  private final long canary;
  private final LongSupplier clock;
  private final Consumer<Struct> credentials;
  private final LongSupplier current;
  private long init;
  private long kthreadd;
  private final LongConsumer free;
  private final GuestList lists;
  private final List<Consumer<Task>> freeHandlers = new ArrayList<>();
  private final Map<Long, Task> tasks = new HashMap<>();

  /**
   * @param storage zeroed memory for one struct task_struct
   * @param free takes it back
   * @param initTask where the idle task's struct is
   * @param canary what the stack protector compares with
   * @param clock CLOCK_MONOTONIC
   * @param credentials gives a new task its credentials
   * @param current the running task's struct; 0 before there is one
   */
  public TaskStructs(
      Structs structs,
      GuestMemory memory,
      LongSupplier storage,
      LongConsumer free,
      long initTask,
      long canary,
      LongSupplier clock,
      Consumer<Struct> credentials,
      LongSupplier current) {
    this.structs = structs;
    this.memory = memory;
    this.storage = storage;
    this.free = free;
    this.initTask = initTask;
    this.canary = canary;
    this.clock = clock;
    this.credentials = credentials;
    this.current = current;
    this.lists = new GuestList(memory);
  }

  /** The task whose struct is at {@code address}; null if there is none. */
  public @Nullable Task at(long address) {
    return tasks.get(address);
  }

  @Override
  public TaskStruct create(Task task) {
    long address = task.pid() == 0 ? initTask : storage.getAsLong();
    Struct struct = structs.at("task_struct", address);
    struct.set("pid", task.pid());
    struct.set("tgid", task.pid());
    struct.set("usage", 1);
    struct.set("flags", task.kernelThread() ? PF_KTHREAD : 0);
    struct.set("stack_canary", canary);
    for (String priority : new String[] {"prio", "static_prio", "normal_prio"}) {
      struct.set(priority, DEFAULT_PRIO);
    }
    struct.set("nr_cpus_allowed", 1);
    struct.set("cpus_ptr", struct.addressOf("cpus_mask"));
    memory.putLong(struct.addressOf("cpus_mask"), 1);
    struct.set("start_time", clock.getAsLong());
    struct.set("start_boottime", clock.getAsLong());
    struct.set("group_leader", address);
    for (String list : new String[] {"children", "sibling", "thread_group", "tasks"}) {
      if (structs.type("task_struct").has(list)) { // thread_group went with Linux 6.7
        lists.init(struct.addressOf(list));
      }
    }
    struct.setString("comm", task.comm());
    if (address == initTask) {
      struct.set("real_parent", initTask);
      struct.set("parent", initTask);
    } else {
      lists.addTail(
          struct.addressOf("tasks"), initTask + structs.type("task_struct").offset("tasks"));
      credentials.accept(struct);
      setParent(struct, parentOf(task));
      if (task.pid() == 1) {
        init = address;
      } else if (task.kernelThread() && kthreadd == 0) {
        kthreadd = address;
      }
    }
    tasks.put(address, task);
    return new GuestTaskStruct(struct);
  }

  /** The first kernel thread, kthreadd, is the parent of the others. */
  private long parentOf(Task task) {
    if (task.kernelThread()) {
      return kthreadd == 0 ? initTask : kthreadd;
    }
    long creator = current.getAsLong();
    return creator == 0 ? initTask : creator;
  }

  private void setParent(Struct child, long parent) {
    child.set("real_parent", parent);
    child.set("parent", parent);
    lists.addTail(
        child.addressOf("sibling"), structs.at("task_struct", parent).addressOf("children"));
  }

  /** forget_original_parent: what is left becomes init's. */
  private void reparentChildren(Struct dead) {
    long head = dead.addressOf("children");
    long sibling = structs.type("task_struct").offset("sibling");
    long heir = init == dead.address() || init == 0 ? initTask : init;
    while (!lists.isEmpty(head)) {
      long entry = lists.next(head);
      lists.delete(entry);
      setParent(structs.at("task_struct", entry - sibling), heir);
    }
  }

  @Override
  public void release(Task task) {
    long address = task.struct().address();
    Struct struct = structs.at("task_struct", address);
    lists.delete(struct.addressOf("tasks"));
    reparentChildren(struct);
    lists.delete(struct.addressOf("sibling"));
    struct.set("flags", struct.get("flags") | PF_EXITING);
    put(address);
  }

  /** Has {@code handler} run when a task's struct is freed. */
  public void onFree(Consumer<Task> handler) {
    freeHandlers.add(handler);
  }

  /** get_task_struct(). */
  public void get(long address) {
    Struct struct = structs.at("task_struct", address);
    struct.set("usage", struct.get("usage") + 1);
  }

  /** put_task_struct(): the last one frees it. */
  public void put(long address) {
    Struct struct = structs.at("task_struct", address);
    int usage = struct.getInt("usage") - 1;
    struct.set("usage", usage);
    if (usage == 0) {
      free(address);
    }
  }

  /** __put_task_struct(): nobody refers to it any more. */
  public void free(long address) {
    Task task = tasks.remove(address);
    if (task != null) {
      freeHandlers.forEach(handler -> handler.accept(task));
      free.accept(address);
    }
  }

  private static final class GuestTaskStruct implements TaskStruct {
    private final Struct struct;

    private GuestTaskStruct(Struct struct) {
      this.struct = struct;
    }

    @Override
    public long address() {
      return struct.address();
    }

    @Override
    public int state() {
      return struct.getInt("__state");
    }

    @Override
    public void setState(int state) {
      struct.set("__state", state);
    }

    @Override
    public void setComm(String comm) {
      struct.setString("comm", comm);
    }

    @Override
    public void setPendingSignals(long mask, boolean deliverable) {
      struct.set("pending.signal.sig", mask);
      flag(TIF_SIGPENDING, deliverable);
    }

    @Override
    public void setNeedResched(boolean on) {
      flag(TIF_NEED_RESCHED, on);
    }

    private void flag(int bit, boolean on) {
      long flags = struct.get("thread_info.flags");
      struct.set("thread_info.flags", on ? flags | bit : flags & ~bit);
    }
  }
}
