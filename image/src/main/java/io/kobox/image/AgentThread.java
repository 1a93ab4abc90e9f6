package io.kobox.image;

import io.kobox.unicorn.Register;
import java.util.concurrent.Semaphore;

/** The thread of a Java program that is a process of the image kernel, see {@link Agents}. */
final class AgentThread {
  /** Where a system call's arguments go. */
  static final Register[] ARGUMENTS = {
    Register.RDI, Register.RSI, Register.RDX, Register.R10, Register.R8, Register.R9
  };

  private final int number;
  private final Semaphore turn = new Semaphore(0);
  private volatile boolean killed;

  AgentThread(int number) {
    this.number = number;
  }

  int number() {
    return number;
  }

  /** It is this program's turn. */
  void resume() {
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
