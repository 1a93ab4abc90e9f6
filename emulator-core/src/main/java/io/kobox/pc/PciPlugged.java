package io.kobox.pc;

import io.kobox.device.AddressSpace;
import io.kobox.device.Board;
import io.kobox.device.Dma;
import io.kobox.device.InterruptLine;
import io.kobox.device.MessageInterrupt;
import io.kobox.device.PciIdentity;
import io.kobox.device.Region;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A PCI function that was plugged in: its BARs lie where the kernel writes them to, while the
 * command register has it answer there (PCI Local Bus Specification 3.0, chapter 6).
 */
final class PciPlugged implements Board.PluggedFunction {
  private static final int BARS = 6;
  private static final int ANSWERS_PORTS = 1;
  private static final int ANSWERS_MEMORY = 2;
  private static final int INTERRUPTS_OFF = 1 << 10;
  private static final int STATUS_INTERRUPT = 1 << 3;
  private static final int NOWHERE = -1;

  private final PciBus bus;
  private final Board board;
  private final int slot;
  private final PciFunction config;
  private final InterruptLine line;
  private final Bar[] bars = new Bar[BARS];
  private @Nullable PciMessages messages;
  private boolean asserted;

  /** A base address register, and where it lies now. */
  private static final class Bar {
    private final boolean ports;
    private final long size;
    private final Region region;
    private long at = NOWHERE;

    private Bar(boolean ports, long size, Region region) {
      this.ports = ports;
      this.size = size;
      this.region = region;
    }
  }

  /**
   * @param line to which the pin of this slot is wired
   */
  PciPlugged(PciBus bus, Board board, int slot, PciIdentity identity, InterruptLine line, int irq) {
    this.bus = bus;
    this.board = board;
    this.slot = slot;
    this.line = line;
    config =
        new PciFunction(slot, 0, identity.device() << Short.SIZE | identity.vendor())
            .word(PciFunction.CLASS, identity.classCode() << Byte.SIZE | identity.revision())
            .word(
                PciFunction.SUBSYSTEM,
                identity.subsystem() << Short.SIZE | identity.subsystemVendor())
            .word(PciFunction.INTERRUPT, 1 << Byte.SIZE | irq);
  }

  PciFunction config() {
    return config;
  }

  int slot() {
    return slot;
  }

  @Override
  public void memoryBar(int bar, long size, Region region) {
    add(bar, new Bar(false, size, region), 16);
  }

  @Override
  public void portBar(int bar, int count, Region region) {
    add(bar, new Bar(true, count, region), 4);
  }

  private void add(int number, Bar bar, int smallest) {
    if (number < 0 || number >= BARS || bars[number] != null) {
      throw new IllegalArgumentException("no free base address register " + number);
    }
    if (bar.size < smallest || bar.size > 1 << 30 || Long.bitCount(bar.size) != 1) {
      throw new IllegalArgumentException("no size of a base address register: " + bar.size);
    }
    bars[number] = bar;
    if (bar.ports) {
      config.ports(number, 0, (int) bar.size);
    } else {
      config.memory(number, (int) bar.size);
    }
  }

  /** The configuration was written. */
  void configured() {
    int command = config.read(PciFunction.COMMAND, Short.BYTES);
    for (int i = 0; i < BARS; i++) {
      Bar bar = bars[i];
      if (bar != null) {
        boolean on = (command & (bar.ports ? ANSWERS_PORTS : ANSWERS_MEMORY)) != 0;
        long base = config.read(PciFunction.BASE_ADDRESSES + i * Integer.BYTES, Integer.BYTES);
        move(bar, on ? base & 0xffffffffL & -bar.size : NOWHERE);
      }
    }
    update();
  }

  private AddressSpace space(Bar bar) {
    return bar.ports ? board.ports() : board.memory();
  }

  /** Where something else is, or nothing can be, it does not answer. */
  private void move(Bar bar, long to) {
    if (bar.at == to) {
      return;
    }
    if (bar.at != NOWHERE) {
      space(bar).remove(bar.at);
    }
    bar.at = NOWHERE;
    if (to > 0) {
      try {
        space(bar).add(to, bar.size, bar.region);
        bar.at = to;
      } catch (IllegalArgumentException taken) {
        bar.at = NOWHERE;
      }
    }
  }

  private void update() {
    config.status(STATUS_INTERRUPT, asserted);
    boolean off =
        (config.read(PciFunction.COMMAND, Short.BYTES) & INTERRUPTS_OFF) != 0
            || (messages != null && messages.isOn());
    if (asserted && !off) {
      line.raise();
    } else {
      line.lower();
    }
  }

  @Override
  public InterruptLine interrupt() {
    return new InterruptLine() {
      @Override
      public void raise() {
        asserted = true;
        update();
      }

      @Override
      public void lower() {
        asserted = false;
        update();
      }
    };
  }

  @Override
  public Dma dma() {
    return new Dma(board.ram(), config::isMaster);
  }

  @Override
  public MessageInterrupt messageInterrupt() {
    if (messages != null) {
      throw new IllegalArgumentException("it has a message signalled interrupt already");
    }
    PciMessages added = new PciMessages(config, bus.apic(), dma());
    messages = added;
    return added;
  }

  @Override
  public String address() {
    return String.format(Locale.ROOT, "0000:00:%02x.0", slot);
  }

  @Override
  public void remove() {
    for (Bar bar : bars) {
      if (bar != null) {
        move(bar, NOWHERE);
      }
    }
    line.lower();
    bus.remove(this);
  }
}
