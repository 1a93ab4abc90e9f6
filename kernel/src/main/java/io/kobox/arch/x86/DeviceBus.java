package io.kobox.arch.x86;

import io.kobox.device.BoardBus;
import io.kobox.device.InterruptLine;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.time.TimerQueue;
import io.kobox.machine.Machine;
import io.kobox.unicorn.MachineInstructions;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The way of the CPU's accesses to the devices that are plugged in, and of these devices'
 * interrupts to the kernel.
 */
public final class DeviceBus extends BoardBus implements MachineInstructions {
  private final Tsc tsc;
  private final Timekeeping timekeeping;
  private final TimerQueue timers;
  private @Nullable Machine machine;
  private @Nullable Interrupts interrupts;

  public DeviceBus(Tsc tsc, Timekeeping timekeeping, TimerQueue timers) {
    this.tsc = tsc;
    this.timekeeping = timekeeping;
    this.timers = timers;
  }

  /** The machine is there. */
  public void start(Machine newMachine) {
    machine = newMachine;
  }

  /** The lines are there. */
  public void connect(Interrupts lines) {
    interrupts = lines;
  }

  @Override
  protected void advance(long nanoseconds) {
    timekeeping.advance(nanoseconds);
  }

  @Override
  protected void accessed() {
    if (tsc.isInterruptDue()) {
      tsc.interruptAtSafepoint();
    }
  }

  @Override
  public long rdtsc() {
    return tsc.rdtsc();
  }

  @Override
  public void pause() {
    tsc.pause();
  }

  @Override
  public MemorySegment ram() {
    Machine started = machine;
    if (started == null) {
      throw new IllegalStateException("the machine is not there yet");
    }
    return started.physicalMemory().ram();
  }

  @Override
  public long now() {
    return timekeeping.monotonic();
  }

  @Override
  public void wakeAt(long time) {
    timers.add(time, board()::expire);
  }

  @Override
  public @Nullable InterruptLine line(int number) {
    Interrupts lines = interrupts;
    if (lines == null || !lines.exists(number)) {
      return null;
    }
    return new InterruptLine() {
      private boolean up;

      @Override
      public void raise() {
        if (!up) {
          up = true;
          lines.raise(number);
        }
      }

      @Override
      public void lower() {
        up = false;
      }
    };
  }
}
