package io.kobox.device;

import java.util.Locale;

/**
 * What a device has of its machine: addresses, ports, an interrupt line.
 *
 * @param first address, port or line
 * @param last the last one that belongs to it
 */
public record Resource(Kind kind, long first, long last) {
  /** What is numbered. */
  public enum Kind {
    /** Physical addresses. */
    MEMORY,
    /** I/O ports. */
    PORTS,
    /** An interrupt line. */
    INTERRUPT
  }

  /** For users: {@code mem 0xfed80000-0xfed800ff}, {@code io 0x0300-0x0307}, {@code irq 5}. */
  @Override
  public String toString() {
    return switch (kind) {
      case MEMORY -> String.format(Locale.ROOT, "mem 0x%08x-0x%08x", first, last);
      case PORTS -> String.format(Locale.ROOT, "io 0x%04x-0x%04x", first, last);
      case INTERRUPT -> "irq " + first;
    };
  }
}
