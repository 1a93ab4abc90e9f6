package io.kobox.kernel.sched;

import io.kobox.machine.CpuContext;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A kernel task: a virtual thread that runs only while it holds the CPU (struct task_struct). Guest
 * code runs on the task's own kernel stack.
 */
public final class Task {
  /** How a task sleeps, and so what can wake it. */
  public enum State {
    RUNNING,
    INTERRUPTIBLE,
    UNINTERRUPTIBLE,
    DEAD
  }

  private final int pid;
  private String comm;
  private final Thread thread;
  private volatile boolean onCpu;
  private State state = State.RUNNING;
  private boolean queued;
  private int pendingSignal;
  private @Nullable GuestState guest;

  /**
   * What a task has once it has run guest code: its kernel stack, its task_struct, its registers.
   */
  public static final class GuestState {
    private final long stack;
    private final long taskStruct;
    private final CpuContext context;
    private int depth;

    /**
     * @param stack the highest address of the kernel stack
     * @param taskStruct the address of the guest's struct task_struct
     */
    public GuestState(long stack, long taskStruct, CpuContext context) {
      this.stack = stack;
      this.taskStruct = taskStruct;
      this.context = context;
    }

    /** The highest address of the kernel stack. */
    public long stack() {
      return stack;
    }

    /** The address of the guest's struct task_struct. */
    public long taskStruct() {
      return taskStruct;
    }

    /** Keeps the CPU's registers while the task is off the CPU. */
    public void save() {
      context.save();
    }

    /** Gives the CPU the task's registers back. */
    public void restore() {
      context.restore();
    }

    /** Whether guest frames are on the stack, so that the registers matter. */
    public boolean active() {
      return depth > 0;
    }

    /** Guest code is entered from Java. */
    public void enter() {
      depth++;
    }

    /** Guest code has returned to Java, or was abandoned. */
    public void leave() {
      depth--;
    }
  }

  Task(int pid, String comm, Runnable body) {
    this.pid = pid;
    this.comm = comm;
    this.thread = Thread.ofVirtual().name(comm + "/" + pid).unstarted(body);
  }

  public int pid() {
    return pid;
  }

  /** At most 15 characters (TASK_COMM_LEN). */
  public String comm() {
    return comm;
  }

  public void setComm(String comm) {
    this.comm = comm.length() > 15 ? comm.substring(0, 15) : comm;
  }

  public State state() {
    return state;
  }

  /** The signal that waits for the task, 0 if none. */
  public int pendingSignal() {
    return pendingSignal;
  }

  public @Nullable GuestState guest() {
    return guest;
  }

  public void setGuest(@Nullable GuestState guest) {
    this.guest = guest;
  }

  void setState(State state) {
    this.state = state;
  }

  boolean queued() {
    return queued;
  }

  void setQueued(boolean queued) {
    this.queued = queued;
  }

  void addSignal(int signal) {
    if (pendingSignal == 0 || signal == Scheduler.SIGKILL) {
      pendingSignal = signal;
    }
  }

  /** Takes the CPU's baton: the task's thread goes on. */
  void grantCpu() {
    onCpu = true;
    if (thread.getState() == Thread.State.NEW) {
      thread.start();
    } else {
      LockSupport.unpark(thread);
    }
  }

  void releaseCpu() {
    onCpu = false;
  }

  /** Called on the task's own thread: waits for the baton. */
  void awaitCpu() {
    while (!onCpu) {
      LockSupport.park(this);
    }
  }

  @Override
  public String toString() {
    return comm + "/" + pid;
  }
}
