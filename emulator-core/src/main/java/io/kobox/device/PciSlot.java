package io.kobox.device;

/** What a PCI function has besides its identity. The kernel decides where its BARs lie. */
public interface PciSlot {
  /**
   * Gives base address register {@code bar} to memory.
   *
   * @param size a power of two, at least 16
   */
  void memoryBar(int bar, long size, Region region);

  /**
   * Gives base address register {@code bar} to I/O ports.
   *
   * @param count a power of two, at least 4
   */
  void portBar(int bar, int count, Region region);

  /** The function's interrupt pin, INTA. */
  InterruptLine interrupt();

  /** Gives the function the capability to interrupt by a message, MSI, besides its pin. */
  MessageInterrupt messageInterrupt();

  /** The machine's memory, while the function may be master of the bus (pci_set_master()). */
  Dma dma();

  /** Where the function is: {@code 0000:00:04.0}. */
  String address();
}
