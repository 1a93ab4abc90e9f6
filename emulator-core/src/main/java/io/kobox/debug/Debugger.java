package io.kobox.debug;

import io.kobox.unicorn.Register;
import io.kobox.unicorn.Unicorn;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a machine and its CPU: each run of the CPU goes through {@link #start}, which ends
 * when the run does and, on the way, holds the machine where its client wants. The machine itself
 * notices nothing: a run that was held has the same beginning and the same end as without.
 *
 * <p>Code runs at full speed to the next breakpoint. It runs instruction by instruction, by the
 * CPU's own trap flag, for a step, over a breakpoint, and as long as memory is watched.
 */
public final class Debugger {
  private static final long TRAP_FLAG = 0x100;
  private static final long SINGLE_STEP = 1 << 14;
  private static final int PUSHF = 0x9c;
  private static final int OPERAND_SIZE = 0x66;

  /** What {@link #step} returns, besides libunicorn's errors, when the instruction is done. */
  private static final int STEPPED = -1;

  private static final Resume RUN = new Resume.Run();

  private final DebuggedCpu cpu;
  private final Breakpoints breakpoints;
  private final DebugClient client;
  private final LongSupplier thread;
  private final History history = new History();
  private @Nullable Journey journey;

  /** What ended this life; what unwinds must not run any more code. */
  private @Nullable GoBackError over;

  private boolean watchingReads;

  private volatile boolean interruptRequested;

  /** Whether the client has held the machine; one who comes before that is not in a hurry. */
  private boolean begun;

  private boolean attached = true;
  private Resume resume = RUN;

  /** Whether the step that was asked for has carried out its instruction. */
  private boolean stepped;

  /** The breakpoint that was reported, until its instruction is carried out. */
  private boolean passing;

  private long passingRip;
  private long passingRsp;

  /**
   * @param breakpoints may be changed while the client holds the machine
   * @param thread the number of the thread that the CPU runs
   */
  public Debugger(
      DebuggedCpu cpu, Breakpoints breakpoints, DebugClient client, LongSupplier thread) {
    this.cpu = cpu;
    this.breakpoints = breakpoints;
    this.client = client;
    this.thread = thread;
  }

  /** Takes the machine, before it has run, to a place in the past of another one's life. */
  public void travel(Journey newJourney) {
    journey = newJourney;
    breakpoints.watchpoints().forEach(watchpoint -> watchpoint.remember(cpu));
  }

  /** Has the machine held where it next runs code; from any thread. */
  public void requestInterrupt() {
    interruptRequested = true;
  }

  /** Holds a machine that has nothing to run, if that was asked for. */
  public void stopIfRequested() {
    if (interruptRequested) {
      stop(interruption());
    }
  }

  private StopReason interruption() {
    return new StopReason(attached ? StopReason.Kind.INTERRUPTED : StopReason.Kind.ATTACHED);
  }

  /** Holds the machine for a reason of its own, between two runs of the CPU. */
  public void stop(StopReason reason) {
    checkAlive();
    Position position = reason.kind() == StopReason.Kind.OOPS ? history.end() : history.nextRun();
    switch (journey) {
      case Journey.Search search -> {
        if (search.endsAfter(history.run(), history.steps())) {
          throw goBack(search.result(history.stepsBefore(position)));
        }
      }
      case Journey.Travel travel -> {
        if (travel.toBeginning()) {
          journey = null;
          hold(travel.reason(), position);
          stepped = true;
        }
      }
      case null -> {
        if (attached || interruptRequested) {
          hold(reason, position);
          stepped = true;
        }
      }
    }
  }

  /** Runs the CPU as {@link DebuggedCpu#start} does; returns when that run ends. */
  public int start(long begin) {
    checkAlive();
    long rip = begin;
    history.begin();
    while (true) {
      rip = arrive(rip);
      if (mustStep(rip)) {
        int error = step(rip);
        passing = passing && error == Unicorn.EXCEPTION;
        if (error != STEPPED) {
          return end(error);
        }
        history.step();
        rip = cpu.read(Register.RIP);
      } else {
        if (stopsAtBreakpoints()) {
          breakpoints.insert(cpu);
        }
        int error = cpu.start(rip);
        long before = cpu.read(Register.RIP) - 1;
        if (error != Unicorn.EXCEPTION || !breakpoints.isInserted(before) || cpu.faultPending()) {
          return end(error);
        }
        history.hit(before);
        rip = before;
      }
    }
  }

  private GoBackError goBack(Journey next) {
    GoBackError end = new GoBackError(next);
    over = end;
    return end;
  }

  private void checkAlive() {
    if (over != null) {
      throw over;
    }
  }

  /** The CPU is before the instruction at {@code rip}; where it is to go on. */
  private long arrive(long rip) {
    Journey traveling = journey;
    if (traveling != null && traveling.arrives(history.run(), history.steps(), rip)) {
      switch (traveling) {
        case Journey.Search search ->
            throw goBack(search.result(history.stepsBefore(history.position())));
        case Journey.Travel travel -> {
          journey = null;
          return holdAt(rip, travel.reason());
        }
      }
    }
    StopReason reason = reasonAt(rip);
    if (reason == null) {
      return rip;
    }
    if (traveling instanceof Journey.Search search) {
      boolean written = reason.kind() != StopReason.Kind.BREAKPOINT;
      search.hit(written ? history.before() : history.position(), reason);
      breakpoints.watchpoints().forEach(watchpoint -> watchpoint.remember(cpu));
      pass(rip);
      return rip;
    }
    return holdAt(rip, reason);
  }

  private long holdAt(long rip, StopReason reason) {
    cpu.write(Register.RIP, rip);
    hold(reason, history.position());
    long next = cpu.read(Register.RIP);
    pass(next);
    return next;
  }

  private void pass(long rip) {
    passing = true;
    passingRip = rip;
    passingRsp = cpu.read(Register.RSP);
  }

  /** A fault's report shows code, which must be the guest's own. */
  private int end(int error) {
    stepped = true;
    if (error != Unicorn.OK) {
      breakpoints.lift(cpu);
    }
    return error;
  }

  private @Nullable StopReason reasonAt(long rip) {
    if (interruptRequested && begun && journey == null) {
      return interruption();
    }
    if (!stopsAtBreakpoints()) {
      return null;
    }
    for (Watchpoint watchpoint : breakpoints.watchpoints()) {
      if (watchpoint.hit(cpu)) {
        return watchpoint.reason();
      }
    }
    boolean passed = passing && rip == passingRip && cpu.read(Register.RSP) == passingRsp;
    if (!passed && breakpoints.contains(rip)) {
      return new StopReason(StopReason.Kind.BREAKPOINT);
    }
    if (resume instanceof Resume.Step step
        && stepped
        && thread.getAsLong() == step.thread()
        && !(rip >= step.begin() && rip < step.end())) {
      return new StopReason(StopReason.Kind.STEPPED);
    }
    return null;
  }

  /** Whether breakpoints and watchpoints are looked for. */
  private boolean stopsAtBreakpoints() {
    return switch (journey) {
      case Journey.Search search -> search.toBreakpoint();
      case Journey.Travel _ -> false;
      case null -> attached;
    };
  }

  private void hold(StopReason reason, Position position) {
    begun = true;
    attached = true;
    breakpoints.lift(cpu);
    resume = client.stopped(reason);
    interruptRequested = false;
    if (resume instanceof Resume.Back back) {
      throw goBack(new Journey.Search(position, back.toBreakpoint()));
    }
    if (resume instanceof Resume.Detach) {
      attached = false;
      breakpoints.clear();
    }
    stepped = false;
    if (!watchingReads && breakpoints.watchesReads()) {
      watchingReads = true;
      cpu.watchMemory(breakpoints::accessed);
    }
    breakpoints.watchpoints().forEach(watchpoint -> watchpoint.remember(cpu));
  }

  private boolean mustStep(long rip) {
    if (journey != null && journey.stepsIn(history.run())) {
      return true;
    }
    if (!stopsAtBreakpoints()) {
      return false;
    }
    return !breakpoints.watchpoints().isEmpty()
        || breakpoints.contains(rip)
        || (resume instanceof Resume.Step step && thread.getAsLong() == step.thread());
  }

  /** Carries out one instruction: {@link #STEPPED}, or what else ended the run. */
  private int step(long rip) {
    breakpoints.lift(cpu, rip);
    boolean pushesFlags = pushesFlags(rip);
    long debugStatus = cpu.read(Register.DR6);
    cpu.write(Register.DR6, 0);
    cpu.write(Register.RFLAGS, cpu.read(Register.RFLAGS) | TRAP_FLAG);
    int error = cpu.start(rip);
    cpu.write(Register.RFLAGS, cpu.read(Register.RFLAGS) & ~TRAP_FLAG);
    boolean done = error == Unicorn.EXCEPTION && (cpu.read(Register.DR6) & SINGLE_STEP) != 0;
    cpu.write(Register.DR6, debugStatus);
    if (!done) {
      return error;
    }
    stepped = true;
    passing = false;
    if (pushesFlags) {
      long second = cpu.read(Register.RSP) + 1;
      cpu.patchCode(second, (byte) (cpu.codeAt(second) & ~(TRAP_FLAG >>> Byte.SIZE)));
    }
    return STEPPED;
  }

  private boolean pushesFlags(long rip) {
    int opcode = cpu.codeAt(rip);
    return opcode == PUSHF || (opcode == OPERAND_SIZE && cpu.codeAt(rip + 1) == PUSHF);
  }
}
