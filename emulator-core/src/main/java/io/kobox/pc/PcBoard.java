package io.kobox.pc;

import io.kobox.device.BoardBus;
import io.kobox.device.InterruptLine;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The PC's sockets, and the way of the CPU's accesses to what is on the board or plugged into it.
 */
final class PcBoard extends BoardBus implements PortDevice, VirtualClock.Timed {
  /** The lines of ISA slots that no part of the board has. */
  private static final Set<Integer> FREE_LINES = Set.of(3, 5, 6, 7, 10, 11, 14, 15);

  private final MemorySegment ram;
  private final VirtualClock clock;
  private final InterruptController interrupts;
  private final LocalApic apic;
  private final IoPorts ports;
  private final PciBus pci;
  private final KeyboardController keyboard;
  private final Runnable stop;
  private final Map<Integer, SharedLine> lines = new HashMap<>();
  private boolean stopped;

  /**
   * @param stop has the CPU stop before its next block of code of modules
   */
  PcBoard(
      MemorySegment ram,
      VirtualClock clock,
      InterruptController interrupts,
      LocalApic apic,
      IoPorts ports,
      PciBus pci,
      KeyboardController keyboard,
      Runnable stop) {
    this.ram = ram;
    this.clock = clock;
    this.interrupts = interrupts;
    this.apic = apic;
    this.ports = ports;
    this.pci = pci;
    this.keyboard = keyboard;
    this.stop = stop;
    clock.add(this);
    board().memory().add(LocalApic.ADDRESS, LocalApic.SIZE, apic);
  }

  /** Whether the CPU was told to stop from here since the last call. */
  boolean takeStop() {
    boolean was = stopped;
    stopped = false;
    return was;
  }

  @Override
  protected void advance(long nanoseconds) {
    clock.advance(nanoseconds);
  }

  /** The CPU notices between two blocks of code what is due. */
  @Override
  protected void accessed() {
    if (apic.pending() || clock.due() <= clock.now()) {
      stopped = true;
      stop.run();
    }
  }

  @Override
  public int in(int port, int size) {
    if (ports.answers(port)) {
      clock.advance(ACCESS);
      return ports.in(port, size);
    }
    return super.in(port, size);
  }

  @Override
  public void out(int port, int size, int value) {
    if (ports.answers(port)) {
      clock.advance(ACCESS);
      ports.out(port, size, value);
    } else {
      super.out(port, size, value);
    }
  }

  @Override
  public MemorySegment ram() {
    return ram;
  }

  @Override
  public long now() {
    return clock.now();
  }

  /** The clock asks {@link #due}. */
  @Override
  public void wakeAt(long time) {}

  @Override
  public @Nullable InterruptLine line(int number) {
    return FREE_LINES.contains(number)
        ? lines.computeIfAbsent(number, SharedLine::new).connect()
        : null;
  }

  @Override
  public boolean portTaken(int port) {
    return ports.answers(port);
  }

  @Override
  public boolean type(int... scanCodes) {
    keyboard.type(scanCodes);
    return true;
  }

  @Override
  public PciBus pci() {
    return pci;
  }

  @Override
  public long due() {
    return board().due();
  }

  @Override
  public void expired() {
    board().expire();
  }

  /** A line of several slots: up while one of them holds it up. */
  private final class SharedLine {
    private final int number;
    private int up;

    private SharedLine(int number) {
      this.number = number;
    }

    private InterruptLine connect() {
      return new InterruptLine() {
        private boolean raised;

        @Override
        public void raise() {
          set(true);
        }

        @Override
        public void lower() {
          set(false);
        }

        private void set(boolean to) {
          if (raised != to) {
            raised = to;
            up += to ? 1 : -1;
            interrupts.setLine(number, up > 0);
          }
        }
      };
    }
  }
}
