package io.kobox.device.catalog;

import io.kobox.device.Bus;
import io.kobox.device.DeviceModel;
import io.kobox.device.InterruptLine;
import io.kobox.device.PciIdentity;
import io.kobox.device.PciSlot;
import io.kobox.device.Region;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The ACCES PCI-IDIO-16, a card with 16 outputs and 16 inputs, for which Linux has the GPIO driver
 * gpio-pci-idio-16: lines 0 to 15 of its chip are the outputs, 16 to 31 the inputs. Each change of
 * an input interrupts, if that is enabled. Its knobs are {@code in0} to {@code in15}; {@code out0}
 * to {@code out15} can be looked at.
 */
public final class PciIdio16 implements DeviceModel, Region {
  private static final PciIdentity IDENTITY =
      new PciIdentity(0x494f, 0x0dc8, 0, 0x068000, 0x494f, 0x0dc8);
  private static final int BAR = 2;
  private static final int REGISTERS = 8;
  private static final int INTERRUPTED = 7;
  private static final Pattern KNOB = Pattern.compile("(in|out)(1[0-5]|[0-9])");

  private @Nullable InterruptLine line;
  private int outputs;
  private int inputs;
  private boolean enabled;
  private boolean pending;

  @Override
  public void plug(Bus bus) {
    PciSlot slot = bus.pci(IDENTITY);
    slot.portBar(BAR, REGISTERS, this);
    line = slot.interrupt();
  }

  @Override
  public long read(long offset, int size) {
    return switch ((int) offset) {
      case 0 -> outputs & 0xff;
      case 1 -> inputs & 0xff;
      case 2 -> {
        enabled = true;
        yield 0;
      }
      case 4 -> outputs >> Byte.SIZE;
      case 5 -> inputs >> Byte.SIZE;
      case 6 -> pending ? INTERRUPTED : 0;
      default -> 0;
    };
  }

  @Override
  public void write(long offset, int size, long value) {
    int bits = (int) value & 0xff;
    switch ((int) offset) {
      case 0 -> outputs = (outputs & 0xff00) | bits;
      case 1 -> pending = false;
      case 2 -> enabled = false;
      case 4 -> outputs = (outputs & 0xff) | bits << Byte.SIZE;
      default -> {}
    }
    update();
  }

  private void update() {
    InterruptLine wired = line;
    if (wired != null && pending && enabled) {
      wired.raise();
    } else if (wired != null) {
      wired.lower();
    }
  }

  private static Matcher knob(String name) {
    Matcher matcher = KNOB.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no such line: " + name + "; in0 to in15, out0 to out15");
    }
    return matcher;
  }

  @Override
  public void set(String name, String value) {
    Matcher knob = knob(name);
    if (!knob.group(1).equals("in")) {
      throw new IllegalArgumentException(name + " is set by the driver");
    }
    if (!value.equals("0") && !value.equals("1")) {
      throw new IllegalArgumentException(name + ": 0 or 1");
    }
    int bit = 1 << Integer.parseInt(knob.group(2));
    int before = inputs;
    inputs = value.equals("1") ? inputs | bit : inputs & ~bit;
    if (inputs != before) {
      pending = enabled;
      update();
    }
  }

  @Override
  public String get(String name) {
    Matcher knob = knob(name);
    int bits = knob.group(1).equals("in") ? inputs : outputs;
    return (bits >> Integer.parseInt(knob.group(2)) & 1) == 0 ? "0" : "1";
  }
}
