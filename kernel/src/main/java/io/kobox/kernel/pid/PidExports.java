package io.kobox.kernel.pid;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.fork.TaskStructs;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.types.Struct;
import io.kobox.types.StructType;
import io.kobox.types.Structs;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** struct pid of tasks, in the one PID namespace there is (kernel/pid.c). */
public final class PidExports {
  private static final String NOTE = "there is one PID namespace; every task is a group of its own";

  private final Scheduler scheduler;
  private final TaskStructs tasks;
  private final LongUnaryOperator allocate;
  private final ToLongFunction<String> addressOf;
  private final StructType type;
  private final StructType upid;

  /** They are kept once they were asked for: so much as a number is never used twice. */
  private final Map<Integer, Long> pids = new HashMap<>();

  private final Map<Long, Integer> numbers = new HashMap<>();

  /**
   * @param allocate zeroed memory of so many bytes
   */
  public PidExports(
      Scheduler scheduler,
      TaskStructs tasks,
      Structs structs,
      LongUnaryOperator allocate,
      ToLongFunction<String> addressOf) {
    this.scheduler = scheduler;
    this.tasks = tasks;
    this.allocate = allocate;
    this.addressOf = addressOf;
    this.type = structs.type("pid");
    this.upid = structs.type("upid");
  }

  @KernelData(type = "struct pid_namespace", level = Level.PARTIAL, note = NOTE)
  void init_pid_ns(long address) {}

  private @Nullable Task task(int number) {
    for (Task task : scheduler.tasks()) {
      if (task.pid() == number) {
        return task;
      }
    }
    return null;
  }

  private long pid(int number) {
    Long known = pids.get(number);
    if (known != null) {
      return known;
    }
    long address = allocate.applyAsLong(type.size() + upid.size());
    Struct struct = type.at(address);
    struct.set("count", 1);
    Struct first = upid.at(address + type.size());
    first.set("nr", number);
    first.set("ns", addressOf.applyAsLong("init_pid_ns"));
    pids.put(number, address);
    numbers.put(address, number);
    return address;
  }

  private int number(long pid) {
    return numbers.getOrDefault(pid, 0);
  }

  /** struct pid *find_vpid(int nr): no reference is taken. */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long find_vpid(int number) {
    return task(number) == null ? 0 : pid(number);
  }

  /** struct pid *find_pid_ns(int nr, struct pid_namespace *ns). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long find_pid_ns(int number, long namespace) {
    return find_vpid(number);
  }

  private long get(long pid) {
    if (pid != 0) {
      Struct struct = type.at(pid);
      struct.set("count", struct.get("count") + 1);
    }
    return pid;
  }

  /** struct pid *find_get_pid(pid_t nr). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long find_get_pid(int number) {
    return get(find_vpid(number));
  }

  /** void put_pid(struct pid *pid). */
  @KernelExport
  void put_pid(long pid) {
    if (pid != 0) {
      Struct struct = type.at(pid);
      struct.set("count", struct.get("count") - 1);
    }
  }

  /** struct pid *get_task_pid(struct task_struct *task, enum pid_type type). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long get_task_pid(long address, int kind) {
    Task task = tasks.at(address);
    return task == null ? 0 : get(pid(task.pid()));
  }

  /** struct task_struct *pid_task(struct pid *pid, enum pid_type type). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long pid_task(long pid, int kind) {
    Task task = pid == 0 ? null : task(number(pid));
    return task == null ? 0 : task.struct().address();
  }

  /** struct task_struct *get_pid_task(struct pid *pid, enum pid_type type). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long get_pid_task(long pid, int kind) {
    long task = pid_task(pid, kind);
    if (task != 0) {
      tasks.get(task);
    }
    return task;
  }

  /** pid_t pid_vnr(struct pid *pid). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  int pid_vnr(long pid) {
    return number(pid);
  }

  /** pid_t pid_nr_ns(struct pid *pid, struct pid_namespace *ns). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  int pid_nr_ns(long pid, long namespace) {
    return number(pid);
  }

  /** pid_t __task_pid_nr_ns(struct task_struct *task, enum pid_type type, ns). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  int __task_pid_nr_ns(long address, int kind, long namespace) {
    Task task = tasks.at(address);
    return task == null ? 0 : task.pid();
  }

  /** struct pid_namespace *task_active_pid_ns(struct task_struct *tsk). */
  @KernelExport(level = Level.PARTIAL, note = NOTE)
  long task_active_pid_ns(long task) {
    return addressOf.applyAsLong("init_pid_ns");
  }
}
