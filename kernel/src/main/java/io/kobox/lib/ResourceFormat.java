package io.kobox.lib;

import static io.kobox.lib.PrintfSpec.SMALL;
import static io.kobox.lib.PrintfSpec.SPECIAL;
import static io.kobox.lib.PrintfSpec.ZEROPAD;

import io.kobox.machine.GuestMemory;

/** %pR and %pr: a struct resource (lib/vsprintf.c: resource_string()). */
final class ResourceFormat {
  private static final long IORESOURCE_IO = 0x100;
  private static final long IORESOURCE_MEM = 0x200;
  private static final long IORESOURCE_IRQ = 0x400;
  private static final long IORESOURCE_DMA = 0x800;
  private static final long IORESOURCE_BUS = 0x1000;
  private static final long IORESOURCE_PREFETCH = 0x2000;
  private static final long IORESOURCE_MEM_64 = 0x100000;
  private static final long IORESOURCE_WINDOW = 0x200000;
  private static final long IORESOURCE_DISABLED = 0x10000000;
  private static final long IORESOURCE_UNSET = 0x20000000;

  private final GuestMemory memory;
  private final StructLayouts layouts;

  ResourceFormat(GuestMemory memory, StructLayouts layouts) {
    this.memory = memory;
    this.layouts = layouts;
  }

  /** The kinds of resources, in the order in which their flags are asked. */
  private enum Kind {
    IO("io  ", 16, 6, SPECIAL | SMALL | ZEROPAD),
    MEM("mem ", 16, 10, SPECIAL | SMALL | ZEROPAD),
    IRQ("irq ", 10, 0, 0),
    DMA("dma ", 10, 0, 0),
    BUS("bus ", 16, 2, SMALL | ZEROPAD),
    UNKNOWN("??? ", 16, 10, SPECIAL | SMALL | ZEROPAD);

    private final String label;
    private final int base;
    private final int width;
    private final int flags;

    Kind(String label, int base, int width, int flags) {
      this.label = label;
      this.base = base;
      this.width = width;
      this.flags = flags;
    }

    void number(OutputBuffer out, long value) {
      NumberFormat.number(out, value, PrintfSpec.of(base, width, flags));
    }

    static Kind of(long flags) {
      if ((flags & IORESOURCE_IO) != 0) {
        return IO;
      }
      if ((flags & IORESOURCE_MEM) != 0) {
        return MEM;
      }
      if ((flags & IORESOURCE_IRQ) != 0) {
        return IRQ;
      }
      if ((flags & IORESOURCE_DMA) != 0) {
        return DMA;
      }
      return (flags & IORESOURCE_BUS) != 0 ? BUS : UNKNOWN;
    }
  }

  void resource(OutputBuffer out, long address, boolean decoded, PrintfSpec spec) {
    if (!StringFormat.checkPointer(out, address, spec)) {
      return;
    }
    long start = memory.getLong(address + layouts.offset("resource", "start"));
    long end = memory.getLong(address + layouts.offset("resource", "end"));
    long flags = memory.getLong(address + layouts.offset("resource", "flags"));
    Kind kind = Kind.of(flags);
    boolean decode = decoded && kind != Kind.UNKNOWN;
    OutputBuffer text = new OutputBuffer(Integer.MAX_VALUE);
    text.append('[');
    text.append(kind.label);
    if (decode && (flags & IORESOURCE_UNSET) != 0) {
      text.append("size ");
      kind.number(text, end - start + 1);
    } else {
      kind.number(text, start);
      if (start != end) {
        text.append('-');
        kind.number(text, end);
      }
    }
    if (decode) {
      text.append((flags & IORESOURCE_MEM_64) != 0 ? " 64bit" : "");
      text.append((flags & IORESOURCE_PREFETCH) != 0 ? " pref" : "");
      text.append((flags & IORESOURCE_WINDOW) != 0 ? " window" : "");
      text.append((flags & IORESOURCE_DISABLED) != 0 ? " disabled" : "");
    } else {
      text.append(" flags ");
      NumberFormat.number(text, flags, PrintfSpec.hexFlags());
    }
    text.append(']');
    StringFormat.text(out, text.text(), spec);
  }
}
