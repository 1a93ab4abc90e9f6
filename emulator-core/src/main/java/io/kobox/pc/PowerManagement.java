package io.kobox.pc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The fixed hardware of ACPI (specification 6.4, chapter 4.8) at the ports of the PIIX4: event and
 * control registers, in which nothing ever happens, and the timer of 3.579545 MHz.
 */
final class PowerManagement implements PortDevice, Stateful {
  static final int EVENTS = 0x600;
  static final int CONTROL = 0x604;
  static final int TIMER = 0x608;
  static final int LAST = 0x60b;
  static final int INTERRUPT_LINE = 9;

  private static final int ENABLE = EVENTS + 2;
  private static final long HERTZ = 3_579_545;
  private static final long SECOND = 1_000_000_000L;
  private static final int COUNTER_MASK = 0xffffff;

  /** The machine is in ACPI mode (SCI_EN). */
  private static final int ACPI_MODE = 1;

  /** SLP_EN: with it the machine would go to sleep. */
  private static final int SLEEP = 1 << 13;

  private final VirtualClock clock;
  private int enabled;
  private int control = ACPI_MODE;

  PowerManagement(VirtualClock clock) {
    this.clock = clock;
  }

  @Override
  public int in(int port, int size) {
    return switch (port & ~1) {
      case ENABLE -> enabled >> ((port & 1) * 8);
      case CONTROL -> control >> ((port & 1) * 8);
      case TIMER -> counter();
      default -> 0;
    };
  }

  private int counter() {
    long now = clock.now();
    return (int) (now / SECOND * HERTZ + now % SECOND * HERTZ / SECOND) & COUNTER_MASK;
  }

  @Override
  public void out(int port, int size, int value) {
    if (port == ENABLE) {
      enabled = value & 0xffff;
    } else if (port == CONTROL) {
      control = (value & 0xffff & ~SLEEP) | ACPI_MODE;
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(enabled);
    out.writeInt(control);
  }

  @Override
  public void restore(DataInput in) throws IOException {
    enabled = in.readInt();
    control = in.readInt();
  }
}
