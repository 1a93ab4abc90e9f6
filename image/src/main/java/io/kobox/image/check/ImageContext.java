package io.kobox.image.check;

import io.kobox.kernel.check.AtomicContext;
import io.kobox.kernel.check.Stacks;
import io.kobox.kernel.panic.Taints;
import io.kobox.lib.SymbolNames;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.pc.Pc;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/** The task of the image kernel that runs now, and where its code is. */
final class ImageContext implements Stacks, AtomicContext {
  /** How much of the stack is looked at, in words. */
  private static final int DEPTH = 128;

  private static final int MOST_FRAMES = 16;
  private static final long STACK_SIZE = 16 << 10;
  private static final long INTERRUPTS_ENABLED = 0x200;

  /** Of the count: set while no other task wants the CPU (arch/x86/include/asm/preempt.h). */
  private static final long NO_RESCHEDULE = 0x80000000L;

  private static final String CURRENT = "current_task";
  private static final String PREEMPT_COUNT = "__preempt_count";
  private static final String HOT = "pcpu_hot";
  private static final String TAINTED = "tainted_mask";

  /** The symbols that are needed. */
  static final Set<String> SYMBOLS = Set.of(CURRENT, PREEMPT_COUNT, HOT, TAINTED);

  private final Pc pc;
  private final Structs structs;
  private final ImageSymbols symbols;
  private final LongPredicate inModules;
  private final long currentTask;
  private final long preemptCount;
  private @Nullable ModuleCall call;

  ImageContext(Pc pc, Structs structs, ImageSymbols symbols, LongPredicate inModules) {
    this.pc = pc;
    this.structs = structs;
    this.symbols = symbols;
    this.inModules = inModules;
    this.currentTask = perCpu(CURRENT, CURRENT);
    this.preemptCount = perCpu(PREEMPT_COUNT, "preempt_count");
  }

  /** From 6.2 to 6.14 some variables are members of one (arch/x86/include/asm/current.h). */
  private long perCpu(String name, String member) {
    long own = symbols.address(name);
    return own != 0 ? own : symbols.address(HOT) + structs.type(HOT).offset(member);
  }

  /** The task that runs: its text is {@code comm/pid}. */
  record TaskId(long address, String comm, int pid) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof TaskId task && task.address == address && task.pid == pid;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(address);
    }

    @Override
    public String toString() {
      return comm + "/" + pid;
    }
  }

  TaskId task() {
    Struct task = taskStruct();
    return new TaskId(task.address(), task.string("comm"), task.getInt("pid"));
  }

  private Struct taskStruct() {
    long task = memory().getLong(pc.perCpuBase() + currentTask);
    return structs.at("task_struct", task);
  }

  /** print_tainted(). */
  String tainted() {
    return Taints.print(memory().getLong(symbols.address(TAINTED)));
  }

  GuestMemory memory() {
    return pc.memory();
  }

  /** Which call the checks are about now. */
  void at(@Nullable ModuleCall call) {
    this.call = call;
  }

  @Override
  public String comm() {
    return task().comm();
  }

  @Override
  public int pid() {
    return task().pid();
  }

  @Override
  public int preemptCount() {
    return (int) (memory().getInt(pc.perCpuBase() + preemptCount) & ~NO_RESCHEDULE & 0xffffffffL);
  }

  @Override
  public boolean irqsDisabled() {
    return (pc.read(Register.RFLAGS) & INTERRUPTS_ENABLED) == 0;
  }

  @Override
  public boolean pageFaultsDisabled() {
    return taskStruct().getInt("pagefault_disabled") != 0;
  }

  @Override
  public long[] save() {
    ModuleCall now = call;
    return now == null ? new long[0] : now.stack();
  }

  /** The return addresses in modules on the stack, behind {@code function}. */
  long[] stack(long function, long rsp) {
    long[] frames = new long[MOST_FRAMES];
    frames[0] = function;
    int count = 1;
    long end = Math.min(rsp + 8L * DEPTH, (rsp | (STACK_SIZE - 1)) + 1);
    try {
      for (long at = rsp; at < end && count < MOST_FRAMES; at += Long.BYTES) {
        long word = memory().getLong(at);
        if (inModules.test(word)) {
          frames[count++] = word;
        }
      }
    } catch (PageFaultException e) {
      // The stack ends here.
    }
    return Arrays.copyOf(frames, count);
  }

  @Override
  public List<String> names(long[] trace) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < trace.length; i++) {
      SymbolNames.Form form = i == 0 ? SymbolNames.Form.SYMBOL : SymbolNames.Form.BACKTRACE;
      String name = symbols.sprintSymbol(trace[i], form);
      if (!name.startsWith("0x")) {
        names.add(name);
      }
    }
    return names;
  }
}
