package io.kobox.kernel.debug;

import io.kobox.gdb.CallFrames;
import io.kobox.gdb.DebugTarget;
import io.kobox.gdb.DebugThread;
import io.kobox.gdb.LoadedModule;
import io.kobox.gdb.SymbolFile;
import io.kobox.kallsyms.Kallsyms;
import io.kobox.kernel.sched.Scheduler;
import io.kobox.kernel.sched.Task;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.CpuContext;
import io.kobox.machine.Machine;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.VirtualMemory;
import io.kobox.unicorn.Register;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The simulated kernel for a debugger. Its threads are the tasks. What the kernel itself does is no
 * code of the machine's CPU: a served function is one instruction at the function's address, and
 * call chains end where the kernel called a module.
 */
public final class SimulatedTarget implements DebugTarget {
  /** The idle task's PID is 0, which is no number of a thread to gdb; no task has this one. */
  private static final long IDLE = 0x400000;

  /** What a function that the kernel calls returns to; the place of the call is before that. */
  private static final long KERNEL = AddressLayout.TRAPS - 16;

  private static final long KERNEL_END = AddressLayout.TRAPS + 64;
  private static final String KERNEL_NAME = "kernel_in_java";

  /** Where call chains begin. */
  private static final long ENTRY = KERNEL - 16;

  private static final long IN_ENTRY = ENTRY + 8;
  private static final String ENTRY_NAME = "kobox";

  private final Machine machine;
  private final Scheduler scheduler;
  private final DebuggedModules modules;
  private final Supplier<@Nullable Kallsyms> symbols;
  private final boolean repeatable;

  /**
   * @param repeatable whether another life of the machine would be the same
   */
  public SimulatedTarget(
      Machine machine,
      Scheduler scheduler,
      DebuggedModules modules,
      Supplier<@Nullable Kallsyms> symbols,
      boolean repeatable) {
    this.machine = machine;
    this.scheduler = scheduler;
    this.modules = modules;
    this.symbols = symbols;
    this.repeatable = repeatable;
  }

  @Override
  public List<DebugThread> threads() {
    List<DebugThread> threads = new ArrayList<>();
    for (Task task : tasks()) {
      threads.add(new DebugThread(id(task), task.comm(), state(task)));
    }
    return threads;
  }

  private List<Task> tasks() {
    List<Task> tasks = new ArrayList<>(scheduler.tasks());
    tasks.add(scheduler.idle());
    return tasks;
  }

  private static long id(Task task) {
    return task.pid() == 0 ? IDLE : task.pid();
  }

  private String state(Task task) {
    if (task == scheduler.current()) {
      return "running";
    }
    return switch (task.struct().state()) {
      case Task.TASK_RUNNING -> "runnable";
      case Task.TASK_INTERRUPTIBLE -> "sleeping";
      case Task.TASK_IDLE -> "idle";
      default -> String.format(Locale.ROOT, "waiting, state 0x%x", task.struct().state());
    };
  }

  @Override
  public long currentThread() {
    return id(scheduler.current());
  }

  @Override
  public Map<Register, Long> registers(long thread) {
    Task task = find(thread);
    Task.GuestState guest = task == null ? null : task.guest();
    if (guest == null || !guest.active()) {
      return outside();
    }
    if (task == scheduler.current()) {
      return readAll();
    }
    try (CpuContext now = machine.cpu().newContext()) {
      now.save();
      try {
        guest.restore();
        return readAll();
      } finally {
        now.restore();
      }
    }
  }

  private @Nullable Task find(long thread) {
    return tasks().stream().filter(task -> id(task) == thread).findFirst().orElse(null);
  }

  /** Of a task with no guest code on its stack. */
  private static Map<Register, Long> outside() {
    Map<Register, Long> values = new EnumMap<>(Register.class);
    values.put(Register.RIP, IN_ENTRY);
    values.put(Register.RSP, 0L);
    return values;
  }

  private Map<Register, Long> readAll() {
    Map<Register, Long> values = new EnumMap<>(Register.class);
    for (Register register : Register.values()) {
      values.put(register, machine.cpu().read(register));
    }
    return values;
  }

  @Override
  public boolean setRegister(long thread, Register register, long value) {
    Task task = find(thread);
    Task.GuestState guest = task == null ? null : task.guest();
    if (guest == null || !guest.active() || !isGeneral(register)) {
      return false;
    }
    if (task == scheduler.current()) {
      machine.cpu().write(register, value);
      return true;
    }
    try (CpuContext now = machine.cpu().newContext()) {
      now.save();
      try {
        guest.restore();
        machine.cpu().write(register, value);
        guest.save();
      } finally {
        now.restore();
      }
    }
    return true;
  }

  /** Segments and control registers are the machine's own. */
  private static boolean isGeneral(Register register) {
    return register.compareTo(Register.RFLAGS) <= 0;
  }

  @Override
  public byte[] read(long address, int length) {
    byte[] bytes = new byte[length];
    int done = 0;
    while (done < length) {
      long at = address + done;
      int part =
          (int)
              Math.min(length - done, AddressLayout.PAGE_SIZE - (at & AddressLayout.PAGE_SIZE - 1));
      try {
        machine.memory().read(at, bytes, done, part);
      } catch (PageFaultException e) {
        return Arrays.copyOf(bytes, done);
      }
      done += part;
    }
    return bytes;
  }

  @Override
  public boolean write(long address, byte[] bytes) {
    VirtualMemory memory = machine.memory();
    if (read(address, bytes.length).length < bytes.length) {
      return false;
    }
    memory.writeProtected(address, bytes);
    return true;
  }

  @Override
  public List<LoadedModule> modules() {
    return modules.all();
  }

  @Override
  public boolean canGoBack() {
    return repeatable;
  }

  @Override
  public byte[] kernel() {
    SymbolFile file = KernelSymbolFile.of(symbols.get());
    file.add(ENTRY_NAME, ENTRY, true);
    file.add(KERNEL_NAME, KERNEL, true);
    CallFrames frames = new CallFrames();
    frames.add(AddressLayout.KERNEL_TEXT, ENTRY, new byte[0]);
    frames.addOutermost(ENTRY, KERNEL);
    frames.add(KERNEL, KERNEL_END, calledFromJava());
    file.setFrames(frames.bytes());
    return file.bytes();
  }

  /**
   * Where the kernel called from. It begins with a stack of its own, whose top is the end of a page
   * ({@code rsp & 0xfff} is 0): then it has no caller. Otherwise it was called as a function that
   * the kernel serves, and its return address is the word above that the aligned stack begins at.
   */
  private static byte[] calledFromJava() {
    ByteBuffer rules = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
    rules.put(new byte[] {0x0c, 7, 16}); // DW_CFA_def_cfa rsp, 16
    rules.put(new byte[] {0x16, 16, 24}); // DW_CFA_val_expression of the return address, 24 bytes
    rules.put(new byte[] {0x77, 0}); // DW_OP_breg7 (rsp)
    rules.put(new byte[] {0x0a, (byte) 0xff, 0x0f, 0x1a}); // DW_OP_const2u 0xfff, DW_OP_and
    rules.put(new byte[] {0x28, 12, 0}); // DW_OP_bra to the caller
    rules.put((byte) 0x0e).putLong(IN_ENTRY); // DW_OP_const8u
    rules.put(new byte[] {0x2f, 3, 0}); // DW_OP_skip to the end
    rules.put(new byte[] {0x77, 8, 0x06}); // DW_OP_breg7 (rsp) 8, DW_OP_deref
    return rules.array();
  }
}
