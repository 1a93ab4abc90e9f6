package io.kobox.device.catalog;

import io.kobox.device.Bus;
import io.kobox.device.DeviceModel;
import io.kobox.device.InterruptLine;
import org.jspecify.annotations.Nullable;

/**
 * A device that a script plays: registers that keep what is written to them, in memory or at ports,
 * which the script reads and writes by their offsets ({@code device set NAME 0x10=5}), and an
 * interrupt line which it raises ({@code device set NAME irq=1}: up, {@code 0}: down, {@code
 * pulse}).
 */
public final class Registers implements DeviceModel {
  private static final int MOST = 1 << 20;
  private static final int PORTS = 8;

  private final long memory;
  private final int ports;
  private final int size;
  private final int irq;
  private final Storage storage;
  private @Nullable InterruptLine line;

  /** {@code mem=ADDRESS} or {@code ports=FIRST}, {@code size=}, {@code irq=}. */
  public Registers(Properties properties) {
    memory = properties.number("mem", 0);
    ports = (int) properties.number("ports", 0);
    if ((memory == 0) == (ports == 0)) {
      throw new IllegalArgumentException("one of mem=ADDRESS and ports=FIRST is needed");
    }
    long wanted = properties.number("size", memory == 0 ? PORTS : 0x1000);
    if (wanted <= 0 || wanted > MOST) {
      throw new IllegalArgumentException("size: 1 to " + MOST);
    }
    size = (int) wanted;
    irq = (int) properties.number("irq", 0);
    storage = new Storage(size);
  }

  @Override
  public void plug(Bus bus) {
    if (memory != 0) {
      bus.memory(memory, size, storage);
    } else {
      bus.ports(ports, size, storage);
    }
    if (irq != 0) {
      line = bus.interrupt(irq);
    }
  }

  private long offset(String knob) {
    long offset = Properties.number(knob);
    if (offset < 0 || offset >= size) {
      throw new IllegalArgumentException("no register at " + knob);
    }
    return offset;
  }

  /** Registers are set as words of 4 bytes. */
  @Override
  public void set(String knob, String value) {
    if (!knob.equals("irq")) {
      storage.write(offset(knob), Integer.BYTES, Properties.number(value));
      return;
    }
    InterruptLine wired = line;
    if (wired == null) {
      throw new IllegalArgumentException("it has no interrupt line");
    }
    switch (value) {
      case "1" -> wired.raise();
      case "0" -> wired.lower();
      case "pulse" -> wired.pulse();
      default -> throw new IllegalArgumentException("irq: one of 1, 0, pulse");
    }
  }

  @Override
  public String get(String knob) {
    return "0x" + Long.toHexString(storage.read(offset(knob), Integer.BYTES));
  }
}
