package io.kobox.pc;

import io.kobox.device.Board;
import io.kobox.device.InterruptLine;
import io.kobox.device.PciIdentity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * PCI bus 0, reached by configuration mechanism 1: an address is written to port 0xcf8, and what is
 * there is read and written at 0xcfc. Only whole words reach the address. Its functions are those
 * of an Intel 440FX with a PIIX3, as the firmware leaves them.
 */
final class PciBus implements PortDevice, Stateful, Board.PciSlots {
  static final int FIRST = 0xcf8;
  static final int LAST = 0xcff;

  private static final int DATA = 0xcfc;
  private static final int WORD = 4;
  private static final int ENABLE = 1 << 31;
  private static final int ALL_ONES = -1;

  /** The slots below are the board's own parts. */
  static final int FIRST_SLOT = 4;

  static final int SLOTS = 32;

  private final List<PciFunction> functions = new ArrayList<>();
  private final List<PciPlugged> plugged = new ArrayList<>();
  private @Nullable IntFunction<@Nullable InterruptLine> lines;
  private final LocalApic apic;
  private int address;

  /**
   * @param apic whose messages the functions' interrupts are
   */
  PciBus(LocalApic apic) {
    this.apic = apic;
    functions.add(
        new PciFunction(0, 0, 0x12378086)
            .word(PciFunction.COMMAND, 0x0107)
            .word(PciFunction.CLASS, 0x06000002));
    functions.add(
        new PciFunction(1, 0, 0x70008086)
            .word(PciFunction.COMMAND, 0x02000107)
            .word(PciFunction.CLASS, 0x06010000)
            .word(PciFunction.HEADER, PciFunction.MANY_FUNCTIONS)
            .word(0x60, 0x0b0b0a0a));
    functions.add(
        new PciFunction(1, 1, 0x70108086)
            .word(PciFunction.COMMAND, 0x02800103)
            .word(PciFunction.CLASS, 0x01018000)
            .ports(4, 0xc000, 16)
            .word(0x40, 0x80008000));
    functions.add(
        new PciFunction(1, 3, 0x71138086)
            .word(PciFunction.COMMAND, 0x02800103)
            .word(PciFunction.CLASS, 0x06800003)
            .word(PciFunction.INTERRUPT, 0x0109)
            .word(0x40, 0x601)
            .word(0x58, 1 << 28)
            .word(0x80, 1)
            .word(0x90, 0x701)
            .word(0xd0, 0x00090000));
  }

  /** Wires the interrupt pins of the slots to lines of the board. */
  void connect(IntFunction<@Nullable InterruptLine> lines) {
    this.lines = lines;
  }

  LocalApic apic() {
    return apic;
  }

  /** The line that the pin INTA of a slot is wired to, as on QEMU's PC. */
  static int interruptLine(int slot) {
    return (slot - 1 & 2) == 0 ? 10 : 11;
  }

  @Override
  public PciPlugged add(Board board, PciIdentity identity) {
    for (int slot = FIRST_SLOT; slot < SLOTS; slot++) {
      int free = slot;
      if (plugged.stream().noneMatch(function -> function.slot() == free)) {
        int irq = interruptLine(slot);
        InterruptLine line = lines == null ? null : lines.apply(irq);
        if (line == null) {
          throw new IllegalStateException("no interrupt line " + irq);
        }
        PciPlugged function = new PciPlugged(this, board, slot, identity, line, irq);
        plugged.add(function);
        return function;
      }
    }
    throw new IllegalArgumentException("all slots of the PCI bus are taken");
  }

  void remove(PciPlugged function) {
    plugged.remove(function);
  }

  private boolean reachesData(int port) {
    return port >= DATA && address < 0;
  }

  /** Where in the function's space {@code port} leads. */
  private int offset(int port) {
    return (address & 0xfc) + (port - DATA);
  }

  @Override
  public int in(int port, int size) {
    if (port == FIRST && size == WORD) {
      return address;
    }
    if (!reachesData(port)) {
      return ALL_ONES;
    }
    for (PciFunction function : functions) {
      if (function.isAt(address)) {
        return function.read(offset(port), size);
      }
    }
    for (PciPlugged function : plugged) {
      if (function.config().isAt(address)) {
        return function.config().read(offset(port), size);
      }
    }
    return ALL_ONES;
  }

  @Override
  public void out(int port, int size, int value) {
    if (port == FIRST && size == WORD) {
      address = value & (ENABLE | 0xfffffc);
    } else if (reachesData(port)) {
      for (PciFunction function : functions) {
        if (function.isAt(address)) {
          function.write(offset(port), size, value);
        }
      }
      for (PciPlugged function : plugged) {
        if (function.config().isAt(address)) {
          function.config().write(offset(port), size, value);
          function.configured();
        }
      }
    }
  }

  @Override
  public void save(DataOutput out) throws IOException {
    out.writeInt(address);
    for (PciFunction function : functions) {
      function.save(out);
    }
  }

  @Override
  public void restore(DataInput in) throws IOException {
    address = in.readInt();
    for (PciFunction function : functions) {
      function.restore(in);
    }
  }
}
