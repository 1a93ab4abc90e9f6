package io.kobox.kernel.sched;

import io.kobox.checkpoint.HostSide;
import io.kobox.machine.AddressSpace;
import io.kobox.machine.CpuContext;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A kernel task: a virtual thread that runs only while it holds the CPU (struct task_struct). Guest
 * code runs on the task's own kernel stack.
 */
public final class Task {
  public static final int TASK_RUNNING = 0;
  public static final int TASK_INTERRUPTIBLE = 1;
  public static final int TASK_UNINTERRUPTIBLE = 2;
  public static final int TASK_PARKED = 0x40;
  public static final int TASK_DEAD = 0x80;

  /** Fatal signals wake the sleeper. */
  public static final int TASK_WAKEKILL = 0x100;

  /** Does not count as load: an idle worker. */
  public static final int TASK_NOLOAD = 0x400;

  public static final int TASK_NORMAL = TASK_INTERRUPTIBLE | TASK_UNINTERRUPTIBLE;
  public static final int TASK_KILLABLE = TASK_WAKEKILL | TASK_UNINTERRUPTIBLE;
  public static final int TASK_IDLE = TASK_UNINTERRUPTIBLE | TASK_NOLOAD;

  /** Every state that a wake-up ends. */
  static final int ANY = ~TASK_DEAD;

  private final int pid;
  private final boolean kernelThread;
  private String comm;

  private final TaskThread thread;
  private final TaskStruct struct;
  private boolean queued;
  private boolean asleep;
  private boolean dead;
  private boolean condemned;
  private long virtualRuntime;
  private long pendingSignals;
  private long blockedSignals;
  private SignalDispositions dispositions;
  private @Nullable AddressSpace addressSpace;
  private @Nullable GuestState guest;
  private @Nullable Runnable onSleep;
  private long startTime;
  private long voluntarySwitches;
  private long involuntarySwitches;

  private @Nullable Wait wait;
  private @Nullable Consumer<Wait> taker;

  private boolean resting;

  /** What a task has once it has run guest code: its kernel stack and its registers. */
  public static final class GuestState {
    private final long stack;
    private final Supplier<CpuContext> contexts;
    @HostSide private @Nullable CpuContext context;
    private final ArrayDeque<Caller> callers = new ArrayDeque<>();
    private int depth;

    /**
     * Where the stack stood when Java called guest code.
     *
     * @param outermost no guest code was there yet
     * @param rip where the guest code was that Java was called from
     * @param returnSlot where on the stack the address is that the call returns to
     */
    public record Caller(boolean outermost, long rip, long rsp, long rbp, long returnSlot) {}

    /**
     * @param stack the highest address of the kernel stack
     * @param contexts makes places for registers
     */
    public GuestState(long stack, Supplier<CpuContext> contexts) {
      this.stack = stack;
      this.contexts = contexts;
    }

    private CpuContext context() {
      CpuContext known = context;
      if (known == null) {
        known = contexts.get();
        context = known;
      }
      return known;
    }

    /** The registers that are kept, as libunicorn lays them out. */
    byte[] registers() {
      return context().bytes();
    }

    /** Keeps these registers. */
    void setRegisters(byte[] registers) {
      context().setBytes(registers);
    }

    /** Whether nothing of Java is between its guest code and where it began. */
    boolean outermost() {
      return depth == 1;
    }

    /** The highest address of the kernel stack. */
    public long stack() {
      return stack;
    }

    /** Keeps the CPU's registers while the task is off the CPU. */
    public void save() {
      context().save();
    }

    /** Gives the CPU the task's registers back. */
    public void restore() {
      context().restore();
    }

    /** Whether guest frames are on the stack, so that the registers matter. */
    public boolean active() {
      return depth > 0;
    }

    /** Guest code is called from Java, until {@link #returned}. */
    public void called(Caller caller) {
      callers.push(caller);
    }

    public void returned() {
      callers.pop();
    }

    /** The calls from Java that have not returned, the innermost first. */
    public List<Caller> callers() {
      return List.copyOf(callers);
    }

    /** Guest code is entered from Java. */
    public void enter() {
      depth++;
    }

    /** Guest code has returned to Java, or was abandoned. */
    public void leave() {
      depth--;
    }

    /** The task has ended: its registers are no more. */
    public void close() {
      CpuContext known = context;
      context = null;
      if (known != null) {
        known.close();
      }
    }
  }

  Task(int pid, String comm, boolean kernelThread, TaskStruct.Factory structs, Runnable body) {
    this.pid = pid;
    this.kernelThread = kernelThread;
    this.comm = truncated(comm);
    this.thread = new TaskThread(this::toString, body);
    this.struct = structs.create(this);
    this.dispositions = kernelThread ? SignalDispositions.NONE : SignalDispositions.DEFAULT;
  }

  /** The lower half that is in force while it runs; null: whatever was (a kernel thread). */
  public @Nullable AddressSpace addressSpace() {
    return addressSpace;
  }

  public void setAddressSpace(AddressSpace space) {
    addressSpace = space;
  }

  /** What becomes of its signals. */
  public SignalDispositions dispositions() {
    return dispositions;
  }

  public void setDispositions(SignalDispositions newDispositions) {
    dispositions = newDispositions;
  }

  /** The signals that wait until they are no longer blocked. */
  public long blockedSignals() {
    return blockedSignals;
  }

  /** SIGKILL and SIGSTOP cannot be blocked. */
  public void setBlockedSignals(long mask) {
    blockedSignals = mask & ~(bit(Scheduler.SIGKILL) | bit(Scheduler.SIGSTOP));
    setPending(pendingSignals);
  }

  /** All signals that wait, also those that are blocked. */
  public long pendingSignals() {
    return pendingSignals;
  }

  boolean isBlocked(int signal) {
    return (blockedSignals & bit(signal)) != 0;
  }

  /** Its thread on the host. */
  TaskThread thread() {
    return thread;
  }

  /** What its outermost guest code sleeps in; null: nothing that another thread could take up. */
  @Nullable Wait takeableWait() {
    return taker == null || (guest != null && !guest.outermost()) ? null : wait;
  }

  void setWait(@Nullable Wait newWait) {
    wait = newWait;
  }

  /**
   * Makes the task one whose waits another thread can take up.
   *
   * @param newTaker does, on that thread, what the task does from the end of a wait on
   */
  public void setTaker(Consumer<Wait> newTaker) {
    taker = newTaker;
  }

  void goOnAfter(Wait ended) {
    Objects.requireNonNull(taker).accept(ended);
  }

  public int pid() {
    return pid;
  }

  /** Whether it has no user side (PF_KTHREAD). */
  public boolean kernelThread() {
    return kernelThread;
  }

  /** At most 15 characters (TASK_COMM_LEN). */
  public String comm() {
    return comm;
  }

  public void setComm(String comm) {
    this.comm = truncated(comm);
    struct.setComm(this.comm);
  }

  private static String truncated(String comm) {
    return comm.length() > 15 ? comm.substring(0, 15) : comm;
  }

  /** What guest code sees of the task. */
  public TaskStruct struct() {
    return struct;
  }

  /** Whether it is off the CPU until something wakes it. */
  public boolean asleep() {
    return asleep;
  }

  public boolean dead() {
    return dead;
  }

  /** The signal that waits for the task, 0 if none: SIGKILL, or the lowest. */
  public int pendingSignal() {
    long mask = pendingSignals & ~blockedSignals;
    if (mask == 0) {
      return 0;
    }
    return fatalSignalPending() ? Scheduler.SIGKILL : Long.numberOfTrailingZeros(mask) + 1;
  }

  /** Whether SIGKILL waits for the task. */
  public boolean fatalSignalPending() {
    return (pendingSignals & bit(Scheduler.SIGKILL)) != 0;
  }

  /** Takes a signal off those that wait. */
  public void clearSignal(int signal) {
    setPending(pendingSignals & ~bit(signal));
  }

  /** flush_signals: none waits any more. */
  public void flushSignals() {
    setPending(0);
  }

  public @Nullable GuestState guest() {
    return guest;
  }

  public void setGuest(@Nullable GuestState guest) {
    this.guest = guest;
  }

  /** Whether a sleep in {@code state} does not begin, or ends, because of a signal. */
  public boolean signalPendingState(int state) {
    if ((state & (TASK_INTERRUPTIBLE | TASK_WAKEKILL)) == 0 || pendingSignal() == 0) {
      return false;
    }
    return (state & TASK_INTERRUPTIBLE) != 0 || fatalSignalPending();
  }

  /** When it was made, of CLOCK_MONOTONIC, in nanoseconds. */
  public long startTime() {
    return startTime;
  }

  void setStartTime(long time) {
    startTime = time;
  }

  /** How often it gave the CPU up: because it had to wait (nvcsw). */
  public long voluntarySwitches() {
    return voluntarySwitches;
  }

  /** How often it gave the CPU up though it could have gone on (nivcsw). */
  public long involuntarySwitches() {
    return involuntarySwitches;
  }

  void countSwitch(boolean voluntary) {
    if (voluntary) {
      voluntarySwitches++;
    } else {
      involuntarySwitches++;
    }
  }

  /** Has {@code action} run whenever the task goes to sleep. */
  public void setOnSleep(Runnable action) {
    onSleep = action;
  }

  /** Off the run queue from now on. */
  void fallAsleep() {
    asleep = true;
    if (onSleep != null) {
      onSleep.run();
    }
  }

  void awake() {
    asleep = false;
  }

  /** The time that it had on the CPU, in nanoseconds, as far as that counts (vruntime). */
  long virtualRuntime() {
    return virtualRuntime;
  }

  public void setVirtualRuntime(long nanoseconds) {
    virtualRuntime = nanoseconds;
  }

  void condemn() {
    condemned = true;
  }

  /** Whether it has to end where it slept; asked once. */
  boolean takeCondemned() {
    boolean was = condemned;
    condemned = false;
    return was;
  }

  /** Whether it sleeps in its outermost loop, where one turn's frames are as good as another's. */
  boolean resting() {
    return resting;
  }

  void setResting(boolean resting) {
    this.resting = resting;
  }

  void die() {
    dead = true;
    struct.setState(TASK_DEAD);
  }

  boolean queued() {
    return queued;
  }

  void setQueued(boolean queued) {
    this.queued = queued;
  }

  void addSignal(int signal) {
    setPending(pendingSignals | bit(signal));
  }

  private void setPending(long mask) {
    pendingSignals = mask;
    struct.setPendingSignals(mask, (mask & ~blockedSignals) != 0);
  }

  private static long bit(int signal) {
    return 1L << (signal - 1);
  }

  @Override
  public String toString() {
    return comm + "/" + pid;
  }
}
