package io.kobox.device;

/** What a machine offers to a device that is plugged into it. */
public interface Bus {
  /**
   * Has {@code region} answer at physical addresses, for drivers that ioremap() them. They must lie
   * above the machine's memory; 0x80000000 to 0xfebfffff are free on both kernels, where PCI
   * functions may come to lie, too, and 0xfed00000 to 0xfedfffff, where they do not.
   *
   * @throws IllegalArgumentException if a part of it is taken, or memory
   */
  void memory(long address, long size, Region region);

  /**
   * Has {@code region} answer at I/O ports.
   *
   * @throws IllegalArgumentException if a part of them is taken, or beyond 0xffff
   */
  void ports(int first, int count, Region region);

  /**
   * An interrupt line by the number that request_irq() takes.
   *
   * @throws IllegalArgumentException if there is none
   */
  InterruptLine interrupt(int number);

  /**
   * Makes the device a function on PCI bus 0.
   *
   * @throws IllegalArgumentException if the machine has no PCI (the simulated kernel), or no room
   */
  PciSlot pci(PciIdentity identity);

  /** The machine's memory. */
  Dma dma();

  /** The machine's time in nanoseconds. */
  long now();

  /** Has {@code action} run when {@code nanoseconds} of the machine's time have passed. */
  void after(long nanoseconds, Runnable action);
}
