package io.kobox.kernel.sched;

import io.kobox.checkpoint.HostSide;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The host's thread of a task, which runs only while it holds the CPU. */
final class TaskThread {
  private final Supplier<String> name;

  /** What the task does: a program is no part of the machine's state. */
  @HostSide private final Runnable body;

  @HostSide private Thread thread;
  private volatile boolean onCpu;

  /** The number of the turn that it has, or had last; 0: it has not begun. */
  @HostSide private long turn;

  TaskThread(Supplier<String> name, Runnable body) {
    this.name = name;
    this.body = body;
    this.thread = newThread(body);
  }

  private Thread newThread(Runnable code) {
    return Thread.ofVirtual().name(name.get()).unstarted(code);
  }

  /** Nothing of the task has run: what its thread has done since is no more. */
  void beginAgain() {
    turn = 0;
    thread = newThread(body);
  }

  /** Its frames are of no use any more: another thread goes on, with this turn behind it. */
  void takeUp(Runnable rest, long lastTurn) {
    turn = lastTurn;
    thread = newThread(rest);
  }

  /** The number of its turn: another number means other frames of Java. */
  long turn() {
    return turn;
  }

  /** Takes the CPU's baton: the thread goes on. */
  void grantCpu(long newTurn) {
    turn = newTurn;
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
    Thread self = Thread.currentThread();
    while (!onCpu || !thread.equals(self)) {
      LockSupport.park(this);
    }
  }
}
