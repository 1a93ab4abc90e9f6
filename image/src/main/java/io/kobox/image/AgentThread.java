package io.kobox.image;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.Register;
import java.util.concurrent.Semaphore;

/** The thread of a Java program that is a process of the image kernel, see {@link Agents}. */
final class AgentThread {
  /** Where a system call's arguments go. */
  static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.R10, Register.R8, Register.R9
  };

  private final int number;
  private final String name;
  private final Semaphore turn = new Semaphore(0);
  private volatile boolean killed;

  /** How often it has gone on. */
  @HostSide private volatile long turns;

  private volatile boolean resting;

  AgentThread(int number, String name) {
    this.number = number;
    this.name = name;
  }

  /** How often it has gone on: another number means other frames of Java. */
  long turns() {
    return turns;
  }

  /** Whether it is in a loop of which one turn's frames are as good as another's. */
  boolean resting() {
    return resting;
  }

  void setResting() {
    resting = true;
  }

  @Override
  public String toString() {
    return name;
  }

  int number() {
    return number;
  }

  /** It is this program's turn. */
  @SuppressWarnings("NonAtomicVolatileUpdate") // by whoever has the machine
  void resume() {
    turns++;
    turn.release();
  }

  /** Its process is no more: the program unwinds. */
  void kill() {
    killed = true;
    turn.release();
  }

  /** Waits for this program's turn. */
  void await() {
    turn.acquireUninterruptibly();
    checkAlive();
  }

  /** What unwinds must not make system calls: its process has no turn any more. */
  void checkAlive() {
    if (killed) {
      throw new MachineStoppedError("killed");
    }
  }
}
