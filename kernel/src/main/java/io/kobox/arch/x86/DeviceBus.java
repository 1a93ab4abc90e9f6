package io.kobox.arch.x86;

import io.kobox.device.Board;
import io.kobox.device.InterruptLine;
import io.kobox.kernel.irq.Interrupts;
import io.kobox.kernel.time.Timekeeping;
import io.kobox.kernel.time.TimerQueue;
import io.kobox.machine.Machine;
import io.kobox.unicorn.MachineInstructions;
import io.kobox.unicorn.MemoryBus;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The way of the CPU's accesses to the devices that are plugged in, at physical addresses and at
 * ports, and of these devices' interrupts to the kernel. Each access takes a microsecond, as on a
 * PC's bus.
 */
public final class DeviceBus implements MachineInstructions, MemoryBus, Board.Wiring {
  private static final long ACCESS_NANOSECONDS = 1_000;

  private final Tsc tsc;
  private final Timekeeping timekeeping;
  private final TimerQueue timers;
  private final Board board = new Board(this);
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

  /** What is plugged in. */
  public Board board() {
    return board;
  }

  private void before() {
    timekeeping.advance(ACCESS_NANOSECONDS);
    board.expire();
  }

  /** The CPU cannot be interrupted during an access: libunicorn would not know the place. */
  private void after() {
    if (tsc.isInterruptDue()) {
      tsc.interruptAtSafepoint();
    }
  }

  @Override
  public long read(long address, int size) {
    before();
    long value = board.memory().read(address, size);
    after();
    return value;
  }

  @Override
  public void write(long address, int size, long value) {
    before();
    board.memory().write(address, size, value);
    after();
  }

  @Override
  public int in(int port, int size) {
    before();
    int value = (int) board.ports().read(port, size);
    after();
    return value;
  }

  @Override
  public void out(int port, int size, int value) {
    before();
    board.ports().write(port, size, value);
    after();
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
    timers.add(time, board::expire);
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
