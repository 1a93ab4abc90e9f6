package io.kobox.image;

import io.kobox.debug.GoBackError;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;
import io.kobox.unicorn.UnicornException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The Java programs that run as processes of the image kernel. The kernel schedules the processes;
 * whichever stops in user mode has its Java program go on, on a thread of its own, until its next
 * system call. So one thread at a time runs, the PC or a program.
 */
final class Agents {
  /** Each process of ours carries its number in R15. */
  private static final long MARK = 0x6b6f_626f_7800_0000L;

  private static final long NUMBER = 0xffffff;

  private final Pc pc;
  private final CurrentTask current;
  private final Runnable returned;
  private final Map<Integer, AgentThread> threads = new HashMap<>();

  /** Those in the middle of an execve, by the task whose program they are. */
  private final Map<Long, AgentThread> executing = new HashMap<>();

  private @Nullable Starter starter;

  /** The caller's, until the kernel has started it. */
  private @Nullable AgentThread first;

  private int nextNumber = 1;
  private volatile @Nullable GoBackError back;
  private Pc.@Nullable Halt end;

  /** Starts Java programs that the kernel executed by itself. */
  @FunctionalInterface
  interface Starter {
    /** A thread that awaits its turn to be {@code program}. */
    AgentThread start(NewProgram program);
  }

  /**
   * @param returned is run when a system call has returned
   */
  Agents(Pc pc, CurrentTask current, Runnable returned) {
    this.pc = pc;
    this.returned = returned;
    this.current = current;
  }

  void setStarter(Starter starter) {
    this.starter = starter;
  }

  Pc pc() {
    return pc;
  }

  /** Why the machine stopped for good; null while it runs. */
  Pc.@Nullable Halt end() {
    return end;
  }

  /** What a debugger ended the machine's life with; null if it did not. */
  @Nullable GoBackError back() {
    return back;
  }

  /** Runs the new machine until its first process is there; that one is the caller's. */
  AgentThread first() {
    AgentThread thread = newThread("init");
    first = thread;
    pass(thread, run());
    return thread;
  }

  /**
   * @param name for users
   */
  AgentThread newThread(String name) {
    AgentThread thread = new AgentThread(nextNumber++, name);
    threads.put(thread.number(), thread);
    return thread;
  }

  /** The programs whose processes have not ended. */
  Collection<AgentThread> threads() {
    return threads.values();
  }

  /** The program whose turn it is; null: none has one. */
  @Nullable AgentThread running() {
    return end == null ? threads.get((int) (pc.read(Register.R15) & NUMBER)) : null;
  }

  void remove(AgentThread thread) {
    threads.remove(thread.number());
  }

  /**
   * Does a system call that makes a child. Both come back with the child's number in R14; the
   * result tells them apart.
   */
  long fork(AgentThread self, AgentThread child, int number, long... arguments) {
    checkRunning();
    self.checkAlive();
    pc.write(Register.R14, child.number());
    return call(self, number, arguments);
  }

  /**
   * Does a system call in {@code self}'s process, which must be the one that is stopped now.
   *
   * @return what the kernel returned: a result, or a negative errno
   */
  long call(AgentThread self, int number, long... arguments) {
    checkRunning();
    self.checkAlive();
    Register[] places = AgentThread.ARGUMENTS;
    for (int i = 0; i < arguments.length; i++) {
      pc.write(places[i], arguments[i]);
    }
    pc.write(Register.RAX, number);
    pc.write(Register.RIP, Agent.SYSTEM_CALL);
    pass(self, run());
    returned.run();
    return pc.read(Register.RAX);
  }

  /**
   * Executes the file at {@code path}: comes back when it is our program that the process has
   * become, and with a negative errno if that failed.
   */
  long execve(AgentThread self, long path, long argv, long environment) {
    checkRunning();
    self.checkAlive();
    long task = current.pointer();
    executing.put(task, self);
    try {
      return call(self, SyscallNumber.EXECVE, path, argv, environment);
    } finally {
      executing.remove(task, self);
    }
  }

  /** Ends {@code self}'s process; some other program goes on. */
  void exit(AgentThread self, int number, int status) {
    if (end != null) {
      return;
    }
    self.checkAlive();
    pc.write(Register.RDI, status);
    pc.write(Register.RAX, number);
    pc.write(Register.RIP, Agent.SYSTEM_CALL);
    remove(self);
    AgentThread next = run();
    if (next != null) {
      next.resume();
    }
  }

  /** Hands the machine over to {@code next} and waits until {@code self} is to go on. */
  private void pass(AgentThread self, @Nullable AgentThread next) {
    if (next == null) {
      checkRunning();
    } else if (next != self) {
      next.resume();
      self.await();
      checkRunning();
    }
  }

  void checkRunning() {
    Pc.Halt why = end;
    if (why != null) {
      throw new MachineStoppedError("the machine stopped: " + why);
    }
  }

  /** Runs the PC until one of our processes stops; null when the machine stopped. */
  private @Nullable AgentThread run() {
    while (true) {
      Pc.Halt halt = runPc();
      if (halt != Pc.Halt.USER_TRAP) {
        stop(halt);
        return null;
      }
      AgentThread stopped = stopped();
      if (stopped != null) {
        return stopped;
      }
      pc.deliverTrap();
    }
  }

  /** A machine that the emulator gave up must do no more system calls. */
  private Pc.Halt runPc() {
    try {
      return pc.run();
    } catch (GoBackError e) {
      back = e;
      stop(Pc.Halt.DEAD);
      throw e;
    } catch (UnicornException e) {
      stop(Pc.Halt.DEAD);
      throw e;
    }
  }

  private @Nullable AgentThread stopped() {
    long mark = pc.read(Register.R15);
    long rip = pc.read(Register.RIP);
    if (rip == Agent.START && mark == 0) {
      return started();
    }
    if (!Agent.waitsAt(rip) || (mark & ~NUMBER) != MARK) {
      return null;
    }
    AgentThread thread = threads.get((int) (mark & NUMBER));
    long forked = pc.read(Register.R14);
    if (forked == 0) {
      return thread;
    }
    // Parent or child of a fork. A parent may have ended before its child is here.
    pc.write(Register.R14, 0);
    AgentThread child = threads.get((int) forked);
    if (child == null || pc.read(Register.RAX) != 0) {
      return thread;
    }
    pc.write(Register.R15, MARK | child.number());
    return child;
  }

  /** The process that stopped runs our program for the first time. */
  private @Nullable AgentThread started() {
    AgentThread thread = executing.remove(current.pointer());
    if (thread == null) {
      NewProgram program = NewProgram.read(pc);
      if (first != null && program.path().equals(Agent.INIT)) {
        thread = first;
        first = null;
      } else if (starter != null) {
        thread = starter.start(program);
      }
    }
    if (thread != null) {
      pc.write(Register.R15, MARK | thread.number());
    }
    return thread;
  }

  /** Ends the machine: every program unwinds when it is its turn. */
  void stop(Pc.Halt why) {
    end = why;
    for (AgentThread thread : threads.values()) {
      thread.resume();
    }
  }
}
