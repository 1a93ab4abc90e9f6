package io.kobox.image.debug;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfStruct;
import io.kobox.gdb.DebugThread;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The kernel's tasks, read out of its own list (include/linux/sched.h: for_each_process). */
final class ImageTasks {
  /** The idle task's PID is 0, which is no number of a thread to gdb; no task has this one. */
  private static final long IDLE = 0x400000;

  private static final int MOST_TASKS = 100_000;

  private final GuestMemory memory;
  private final BtfStruct task;
  private final BtfStruct frame;
  private final long initTask;
  private final LongSupplier current;

  /**
   * @param current the struct of the task that runs
   */
  ImageTasks(GuestMemory memory, Btf types, long initTask, LongSupplier current) {
    this.memory = memory;
    this.task = types.struct("task_struct");
    this.frame = types.struct("inactive_task_frame");
    this.initTask = initTask;
    this.current = current;
  }

  /** The structs by the tasks' numbers; as many as there are until the list is damaged. */
  private Map<Long, Long> structs() {
    Map<Long, Long> structs = new TreeMap<>();
    long tasks = offset("tasks");
    try {
      long struct = initTask;
      do {
        structs.put(id(struct), struct);
        struct = memory.getLong(struct + tasks) - tasks;
      } while (struct != initTask && structs.size() < MOST_TASKS);
      structs.put(current(), current.getAsLong());
    } catch (PageFaultException e) {
      return structs;
    }
    return structs;
  }

  long current() {
    try {
      return id(current.getAsLong());
    } catch (PageFaultException e) {
      return IDLE;
    }
  }

  List<DebugThread> threads() {
    List<DebugThread> threads = new ArrayList<>();
    structs()
        .forEach((id, struct) -> threads.add(new DebugThread(id, comm(struct), state(struct))));
    return threads;
  }

  private long id(long struct) {
    int pid = memory.getInt(struct + offset("pid"));
    return pid == 0 ? IDLE : pid;
  }

  private String comm(long struct) {
    return memory.string(struct + offset("comm"), task.field("comm").size());
  }

  private String state(long struct) {
    if (struct == current.getAsLong()) {
      return "running";
    }
    int state = memory.getInt(struct + offset("__state"));
    return switch (state) {
      case 0 -> "runnable";
      case 1 -> "sleeping";
      default -> String.format(Locale.ROOT, "waiting, state 0x%x", state);
    };
  }

  /** What the stack of a task that does not run keeps of its registers (__switch_to_asm). */
  Map<Register, Long> registers(long thread) {
    Map<Register, Long> values = new EnumMap<>(Register.class);
    Long struct = structs().get(thread);
    if (struct == null) {
      return values;
    }
    try {
      long sp = memory.getLong(struct + offset("thread.sp"));
      Map<Register, String> fields =
          Map.of(
              Register.RBX, "bx",
              Register.RBP, "bp",
              Register.R12, "r12",
              Register.R13, "r13",
              Register.R14, "r14",
              Register.R15, "r15",
              Register.RIP, "ret_addr");
      fields.forEach(
          (register, field) ->
              values.put(register, memory.getLong(sp + frame.field(field).offset())));
      values.put(Register.RSP, sp + frame.size());
    } catch (PageFaultException e) {
      return values;
    }
    return values;
  }

  private long offset(String field) {
    return task.field(field).offset();
  }
}
