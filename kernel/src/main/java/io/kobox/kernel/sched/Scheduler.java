package io.kobox.kernel.sched;

import io.kobox.checkpoint.HostSide;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.time.TimerQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who runs next. Exactly one task runs at a time, first come first served; when all sleep, the
 * clock jumps to the next timer. So the order of everything follows from the input alone. Only work
 * on the host's side ({@link #host}) ends when the host pleases (kernel/sched/core.c).
 */
public final class Scheduler {
  static final int SIGKILL = 9;
  static final int SIGSTOP = 19;

  private final Timekeeping timekeeping;
  private final TimerQueue timers;
  private final ContextSwitch contextSwitch;
  private final TaskStruct.Factory structs;
  private final RunQueue runQueue = new RunQueue();
  private final HostCalls host = new HostCalls(this);
  private final IdleLoop idleLoop;
  private final MachineRun machineRun = new MachineRun();

  /** All turns of tasks so far: no two have the same number, also when the machine went back. */
  @HostSide private long turns;

  private final TreeMap<Integer, Task> tasks = new TreeMap<>();
  private int nextPid = 2;
  private @Nullable Task current;
  private ClockInterrupt clock = ClockInterrupt.NONE;
  private final Task idle;
  private final List<Runnable> exitHandlers = new ArrayList<>();
  private boolean needResched;
  private long switches;

  private long busySince;

  public Scheduler(
      Timekeeping timekeeping,
      TimerQueue timers,
      ContextSwitch contextSwitch,
      TaskStruct.Factory structs,
      boolean realtime) {
    this.timekeeping = timekeeping;
    this.timers = timers;
    this.contextSwitch = contextSwitch;
    this.structs = structs;
    this.idleLoop = new IdleLoop(timekeeping, timers, host, realtime);
    this.idle = newTask(0, "swapper/0", true, () -> {});
  }

  /** Who handles the clock's interrupt; called once while the kernel is put together. */
  public void setClock(ClockInterrupt clock) {
    this.clock = clock;
  }

  /** The task that runs when no other can: pid 0. It has no thread; interrupts use its stack. */
  public Task idle() {
    return idle;
  }

  /** For how long the running task has had the CPU without giving it up. */
  public long busyNanoseconds() {
    return now() - busySince;
  }

  /** The running task is no part of the kernel just now: it computes in user space. */
  public void touchWatchdog() {
    busySince = now();
  }

  /** What tasks have done on the host's side. */
  public HostCalls host() {
    return host;
  }

  /** Whether {@code task} has not ended. */
  boolean has(Task task) {
    return tasks.get(task.pid()) == task;
  }

  /** The tasks that have not ended, by PID, without the idle task. */
  public List<Task> tasks() {
    return List.copyOf(tasks.values());
  }

  /** The PID given last. */
  public int lastPid() {
    return nextPid - 1;
  }

  /** How often the CPU changed hands. */
  public long switches() {
    return switches;
  }

  /** The running task. */
  public Task current() {
    Task task = current;
    if (task == null) {
      throw new IllegalStateException("no task is running");
    }
    return task;
  }

  /** Whether any task is running, which is not so before {@link #run}. */
  public boolean running() {
    return current != null;
  }

  /**
   * Runs {@code body} as the first task, once in the machine's life, and returns when it has ended;
   * what other tasks have to do then stays undone.
   *
   * @param everythingSleeps called when no task can ever run again; must wake one
   */
  public void run(String comm, Runnable body, Runnable everythingSleeps)
      throws InterruptedException {
    idleLoop.setEverythingSleeps(everythingSleeps);
    Task task = newTask(1, comm, false, () -> machineRun.liveFirst(body));
    tasks.put(task.pid(), task);
    restartClocks();
    current = task;
    contextSwitch.switchTo(null, task);
    task.thread().grantCpu(++turns);
    machineRun.awaitEnd();
  }

  private Task newTask(int pid, String comm, boolean kernelThread, Runnable body) {
    return new Task(pid, comm, kernelThread, structs, body);
  }

  /** Makes a runnable process; it starts when its turn comes. */
  public Task spawn(String comm, Runnable body) {
    Task task = create(comm, false, body);
    enqueue(task);
    return task;
  }

  /** Makes a kernel thread, which sleeps until it is woken for the first time. */
  public Task createKernelThread(String comm, Runnable body) {
    Task task = create(comm, true, body);
    task.struct().setState(Task.TASK_UNINTERRUPTIBLE);
    task.fallAsleep();
    return task;
  }

  private Task create(String comm, boolean kernelThread, Runnable body) {
    Task[] self = new Task[1];
    Task task =
        newTask(nextPid++, comm, kernelThread, () -> machineRun.live(body, () -> exit(self[0])));
    self[0] = task;
    tasks.put(task.pid(), task);
    task.setStartTime(now());
    runQueue.placeNew(task);
    return task;
  }

  /** Gives a task a new thread, which takes up {@code wait} when the task gets the CPU. */
  void takeUp(Task task, Wait wait, long turn) {
    task.thread()
        .takeUp(
            () ->
                machineRun.live(
                    () -> {
                      endCondemned(task);
                      task.setWait(null);
                      task.goOnAfter(wait);
                    },
                    () -> exit(task)),
            turn);
  }

  /** Has {@code handler} run, on the task's own thread, when a task ends. */
  public void onExit(Runnable handler) {
    exitHandlers.add(handler);
  }

  /** do_exit, from where the task's body has returned. */
  private void exit(Task task) {
    exitHandlers.forEach(Runnable::run);
    task.die();
    tasks.remove(task.pid());
    Task next = pickNext(null);
    restartClocks();
    structs.release(task);
    Task from = current();
    current = next;
    switches++;
    contextSwitch.switchTo(from == idle ? idle : null, next);
    next.thread().grantCpu(++turns);
  }

  /** The CPU has changed hands: the time from now on is that of who has it. */
  private void restartClocks() {
    busySince = now();
    runQueue.countFrom(busySince);
  }

  /** CLOCK_MONOTONIC. */
  long now() {
    return timekeeping.monotonic();
  }

  /** Lets the others run; the caller stays runnable. */
  public void yieldCpu() {
    enqueue(current());
    switchAway();
  }

  /**
   * schedule(): gives up the CPU as the task's state says. A running task stays runnable; a
   * sleeping one comes back when something wakes it, or at once when a signal ends such a sleep.
   */
  public void schedule() {
    Task task = current();
    account();
    int state = task.struct().state();
    if (state == Task.TASK_RUNNING || task.signalPendingState(state)) {
      enqueue(task);
      task.countSwitch(false);
    } else {
      if (!task.queued()) {
        task.fallAsleep();
      }
      task.countSwitch(true);
    }
    switchAway();
  }

  /** Whether another task should run before the current one goes on. */
  public boolean needResched() {
    return needResched;
  }

  /** The current task gives up the CPU where it next allows it. */
  public void setNeedResched() {
    if (!needResched) {
      needResched = true;
      current().struct().setNeedResched(true);
    }
  }

  private void clearNeedResched(Task task) {
    if (needResched) {
      needResched = false;
      task.struct().setNeedResched(false);
    }
  }

  /** cond_resched(): lets another task run if one should; whether that was so. */
  public boolean condResched() {
    if (!needResched) {
      return false;
    }
    yieldPreserving(current());
    return true;
  }

  /** preempt_schedule(): the running task loses the CPU, if another one wants it. */
  void preempt() {
    if (!runQueue.isEmpty()) {
      yieldPreserving(current());
    }
  }

  /** Preemption does not change how a task was about to sleep. */
  private void yieldPreserving(Task task) {
    runQueue.add(task);
    switchAway();
  }

  /** The clock's tick: others that wait get their turn. */
  public void tick() {
    if (!runQueue.isEmpty() && current != null && current != idle) {
      setNeedResched();
    }
  }

  /** Whether nobody waits for the CPU. */
  public boolean runQueueEmpty() {
    return runQueue.isEmpty();
  }

  /**
   * Sleeps until {@link #wake}; returns at once when a signal is pending and {@code state} is
   * interruptible.
   */
  public void sleep(int state) {
    Task task = current();
    if (task.signalPendingState(state)) {
      return;
    }
    task.struct().setState(state);
    schedule();
  }

  /**
   * Sleeps in the outermost loop of a kernel thread, of which nothing is kept from one turn to the
   * next but what its objects hold.
   */
  public void rest(int state) {
    current().setResting(true);
    sleep(state);
    current().setResting(false);
  }

  /** Waits for the current task, and does what is left to do then; what that comes to. */
  public @Nullable Long await(Wait wait) {
    Task task = current();
    task.setWait(wait);
    try {
      wait.sleep();
    } finally {
      task.setWait(null);
    }
    return wait.finish();
  }

  /** Sleeps for a time; true when it passed, false when woken before. */
  public boolean sleepFor(int state, long nanoseconds) {
    Task task = current();
    boolean[] expired = new boolean[1];
    TimerQueue.Timer timer =
        timers.add(
            timekeeping.monotonic() + nanoseconds,
            () -> {
              expired[0] = true;
              wake(task);
            });
    sleep(state);
    timers.remove(timer);
    return expired[0];
  }

  /** Makes a sleeping task runnable; false when it was not asleep. */
  public boolean wake(Task task) {
    return wake(task, Task.ANY);
  }

  /**
   * try_to_wake_up: makes a task runnable that sleeps, or is about to, in one of {@code states};
   * false when it does not.
   */
  public boolean wake(Task task, int states) {
    if (task.dead() || (task.struct().state() & states) == 0) {
      return false;
    }
    if (task != current) {
      if (task.asleep()) {
        place(task);
      }
      enqueue(task);
    } else {
      task.struct().setState(Task.TASK_RUNNING);
      if (task.asleep()) {
        enqueue(task);
      }
    }
    return true;
  }

  /** A sleeper is woken: its place among the others, and whether it should run at once. */
  private void place(Task task) {
    account();
    runQueue.placeSleeper(task);
    if (current != null && current != idle && RunQueue.preempts(task, current)) {
      setNeedResched();
    }
  }

  private void account() {
    runQueue.account(current == idle ? null : current, now());
  }

  /** Sends a signal: the task sees it when it wakes or at its next system call. */
  public void signal(Task task, int signal) {
    boolean blocked = task.isBlocked(signal);
    if (task.dispositions().ignores(signal) && !blocked) {
      return;
    }
    task.addSignal(signal);
    if (blocked) {
      return;
    }
    int states =
        signal == SIGKILL ? Task.TASK_INTERRUPTIBLE | Task.TASK_WAKEKILL : Task.TASK_INTERRUPTIBLE;
    wake(task, states);
  }

  /** Ends a sleeping task, whatever it sleeps for. */
  public void condemn(Task task) {
    task.addSignal(SIGKILL);
    task.condemn();
    enqueue(task);
  }

  /** Ends the current task if a signal waits for it that does so. */
  public void checkSignals() {
    Task task = current();
    int signal = task.pendingSignal();
    if (signal != 0 && !task.dispositions().catches(signal)) {
      throw new TaskKilledError(signal);
    }
  }

  private void enqueue(Task task) {
    task.struct().setState(Task.TASK_RUNNING);
    runQueue.add(task);
  }

  /** Gives the CPU to the next task; returns when it is the caller's turn again. */
  private void switchAway() {
    Task task = current();
    if (task == idle) {
      throw new IllegalStateException("the idle task cannot sleep");
    }
    account();
    Task next = pickNext(task);
    restartClocks();
    clearNeedResched(task);
    Task from = current();
    if (next == task && from == task) {
      return;
    }
    current = next;
    contextSwitch.switchTo(from, next);
    if (next == task) {
      endCondemned(task);
      return;
    }
    switches++;
    task.thread().releaseCpu();
    next.thread().grantCpu(++turns);
    task.thread().awaitCpu();
    endCondemned(task);
  }

  private static void endCondemned(Task task) {
    if (task.takeCondemned()) {
      throw new TaskKilledError(SIGKILL);
    }
  }

  /**
   * The task whose turn it is. Until there is one the CPU is idle, and {@code departing} has lost
   * it already.
   */
  private Task pickNext(@Nullable Task departing) {
    while (true) {
      host.runEvents();
      if (clock.isDue()) {
        becomeIdle(departing);
        clock.run();
      }
      Task next = runQueue.poll();
      if (next != null) {
        if (!next.kernelThread()) {
          idleLoop.processRuns();
        }
        return next;
      }
      becomeIdle(departing);
      idleLoop.waitForEvent();
    }
  }

  private void becomeIdle(@Nullable Task departing) {
    if (current != idle) {
      current = idle;
      contextSwitch.switchTo(departing, idle);
    }
  }
}
