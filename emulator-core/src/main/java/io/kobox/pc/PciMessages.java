package io.kobox.pc;

import io.kobox.device.Dma;
import io.kobox.device.MessageInterrupt;

/**
 * The capability of a PCI function to interrupt by a message: a write of a word that the kernel
 * chose to an address that it chose (PCI Local Bus Specification 3.0, section 6.8). One message of
 * 64-bit addresses that cannot be masked, as QEMU's devices have it.
 */
final class PciMessages implements MessageInterrupt {
  private static final int CAPABILITY = 0x05;
  private static final int SIZE = 14;
  private static final int CONTROL = 2;
  private static final int CONTROL_64_BITS = 1 << 7;
  private static final int CONTROL_WRITABLE = 0x71;
  private static final int ENABLED = 1;
  private static final int ADDRESS = 4;
  private static final int ADDRESS_WRITABLE = -4;
  private static final int ADDRESS_HIGH = 8;
  private static final int DATA = 12;
  private static final int DATA_WRITABLE = 0xffff;

  private final PciFunction config;
  private final LocalApic apic;
  private final Dma dma;
  private final int at;

  /**
   * @param dma the function's way to memory
   */
  PciMessages(PciFunction config, LocalApic apic, Dma dma) {
    this.config = config;
    this.apic = apic;
    this.dma = dma;
    at = config.capability(CAPABILITY, SIZE);
    config
        .bits(at + CONTROL, Short.BYTES, CONTROL_64_BITS, CONTROL_WRITABLE)
        .bits(at + ADDRESS, Integer.BYTES, 0, ADDRESS_WRITABLE)
        .bits(at + ADDRESS_HIGH, Integer.BYTES, 0, -1)
        .bits(at + DATA, Short.BYTES, 0, DATA_WRITABLE);
  }

  @Override
  public boolean isOn() {
    return (config.read(at + CONTROL, Short.BYTES) & ENABLED) != 0;
  }

  @Override
  public void send() {
    if (!isOn() || !config.isMaster()) {
      return;
    }
    long low = config.read(at + ADDRESS, Integer.BYTES) & 0xffffffffL;
    long address = low | (long) config.read(at + ADDRESS_HIGH, Integer.BYTES) << Integer.SIZE;
    int data = config.read(at + DATA, Short.BYTES);
    if (LocalApic.isMessage(address)) {
      apic.message(address, data);
    } else {
      dma.putInt(address, data);
    }
  }
}
