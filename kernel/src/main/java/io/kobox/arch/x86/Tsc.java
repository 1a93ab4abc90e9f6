package io.kobox.arch.x86;

import io.kobox.kernel.time.TickSched;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.machine.Cpu;
import io.kobox.unicorn.Register;
import org.jspecify.annotations.Nullable;

/**
 * The time-stamp counter (arch/x86/kernel/tsc.c), which counts the nanoseconds of the virtual
 * clock, and the time that guest code takes which looks at it or waits in a loop (cpu_relax).
 */
public final class Tsc {
  private static final long LOOK_NANOSECONDS = 20;
  private static final long PAUSE_NANOSECONDS = 1_000;

  /** If the CPU takes no interrupts, how long until it is asked again. */
  private static final long RETRY_NANOSECONDS = 4_000_000;

  /** RFLAGS.IF. */
  private static final long INTERRUPTS_ON = 1 << 9;

  private final Timekeeping timekeeping;
  private @Nullable Cpu cpu;
  private @Nullable TickSched tick;
  private long nextInterrupt;
  private boolean interrupted;

  public Tsc(Timekeeping timekeeping) {
    this.timekeeping = timekeeping;
  }

  /** From now on the clock interrupts loops of pauses. */
  public void start(Cpu cpu, TickSched tick) {
    this.cpu = cpu;
    this.tick = tick;
  }

  /** The counter; looking at it takes time. */
  public long rdtsc() {
    timekeeping.advance(LOOK_NANOSECONDS);
    return timekeeping.monotonic();
  }

  /** A pause: it takes time, and now and then an interrupt comes. */
  public void pause() {
    if (cpu == null || tick == null) {
      return;
    }
    timekeeping.advance(tick.busyCost(PAUSE_NANOSECONDS));
    long now = timekeeping.monotonic();
    if (now >= nextInterrupt && tick.isDue()) {
      nextInterrupt = now + RETRY_NANOSECONDS;
      interrupted = true;
      cpu.interrupt();
    }
  }

  /** Whether something is due now and the CPU takes interrupts. */
  boolean isInterruptDue() {
    return cpu != null
        && tick != null
        && tick.isDue()
        && (cpu.read(Register.RFLAGS) & INTERRUPTS_ON) != 0;
  }

  /** Interrupts the CPU before its next block of code of modules. */
  void interruptAtSafepoint() {
    if (cpu != null) {
      interrupted = true;
      cpu.interruptAtSafepoint();
    }
  }

  /** Whether a pause or an access to a device was the reason that the CPU stopped; asked once. */
  boolean takeInterrupted() {
    boolean was = interrupted;
    interrupted = false;
    return was;
  }
}
