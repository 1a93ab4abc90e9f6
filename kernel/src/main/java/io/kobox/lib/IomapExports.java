package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import io.kobox.unicorn.MachineInstructions;
import java.util.Locale;

/**
 * Access to a device through a cookie that stands for ports or for memory (lib/iomap.c), and copies
 * to and from its memory (arch/x86/lib/iomem.c).
 */
public final class IomapExports {
  private static final long PIO_OFFSET = 0x10000;
  private static final long PIO_MASK = 0xffff;
  private static final long PIO_RESERVED = 0x40000;
  private static final int MOST_WARNINGS = 10;

  private final GuestMemory memory;
  private final MachineInstructions ports;
  private final KernelWarning warning;
  private int warnings;

  public IomapExports(GuestMemory memory, MachineInstructions ports, KernelWarning warning) {
    this.memory = memory;
    this.ports = ports;
    this.warning = warning;
  }

  /** The functions that warn of what is no cookie: where, and what they would have done. */
  private enum Access {
    IOREAD8("ioread8+0x5a/0x60", "return inb(port)"),
    IOREAD16("ioread16+0x5c/0x60", "return inw(port)"),
    IOREAD32("ioread32+0x54/0x60", "return inl(port)"),
    IOREAD16BE("ioread16be+0x64/0x70", "return pio_read16be(port)"),
    IOREAD32BE("ioread32be+0x58/0x60", "return pio_read32be(port)"),
    IOWRITE8("iowrite8+0x4f/0x60", "outb(val,port)"),
    IOWRITE16("iowrite16+0x50/0x60", "outw(val,port)"),
    IOWRITE32("iowrite32+0x4e/0x60", "outl(val,port)"),
    IOWRITE16BE("iowrite16be+0x58/0x60", "pio_write16be(val,port)"),
    IOWRITE32BE("iowrite32be+0x52/0x60", "pio_write32be(val,port)"),
    IOREAD8_REP("ioread8_rep+0xa2/0xc0", "insb(port,dst,count)"),
    IOREAD16_REP("ioread16_rep+0xa8/0xd0", "insw(port,dst,count)"),
    IOREAD32_REP("ioread32_rep+0xa4/0xc0", "insl(port,dst,count)"),
    IOWRITE8_REP("iowrite8_rep+0xa4/0xc0", "outsb(port, src, count)"),
    IOWRITE16_REP("iowrite16_rep+0xa8/0xd0", "outsw(port, src, count)"),
    IOWRITE32_REP("iowrite32_rep+0xa4/0xc0", "outsl(port, src,count)");

    private final String place;
    private final String text;

    Access(String place, String text) {
      this.place = place;
      this.text = text;
    }
  }

  private static boolean isMemory(long cookie) {
    return Long.compareUnsigned(cookie, PIO_RESERVED) >= 0;
  }

  private boolean isPort(long cookie, Access access) {
    if (cookie > PIO_OFFSET) {
      return true;
    }
    if (warnings++ < MOST_WARNINGS) {
      warning.warn(
          "lib/iomap.c:45 " + access.place,
          String.format(Locale.ROOT, "\0013Bad IO access at port %#x (%s)\n", cookie, access.text));
    }
    return false;
  }

  private long read(long cookie, int size, Access access) {
    if (isMemory(cookie)) {
      return switch (size) {
        case Byte.BYTES -> memory.getByte(cookie) & 0xffL;
        case Short.BYTES -> memory.getShort(cookie) & 0xffffL;
        default -> memory.getInt(cookie) & 0xffffffffL;
      };
    }
    long ones = (1L << (size * Byte.SIZE)) - 1;
    return isPort(cookie, access) ? ports.in((int) (cookie & PIO_MASK), size) & ones : ones;
  }

  private void write(long cookie, int size, int value, Access access) {
    if (isMemory(cookie)) {
      switch (size) {
        case Byte.BYTES -> memory.putByte(cookie, (byte) value);
        case Short.BYTES -> memory.putShort(cookie, (short) value);
        default -> memory.putInt(cookie, value);
      }
    } else if (isPort(cookie, access)) {
      ports.out((int) (cookie & PIO_MASK), size, value);
    }
  }

  /** unsigned int ioread8(const void __iomem *addr). */
  @KernelExport
  int ioread8(long cookie) {
    return (int) read(cookie, Byte.BYTES, Access.IOREAD8);
  }

  /** unsigned int ioread16(const void __iomem *addr). */
  @KernelExport
  int ioread16(long cookie) {
    return (int) read(cookie, Short.BYTES, Access.IOREAD16);
  }

  /** unsigned int ioread32(const void __iomem *addr). */
  @KernelExport
  int ioread32(long cookie) {
    return (int) read(cookie, Integer.BYTES, Access.IOREAD32);
  }

  /** unsigned int ioread16be(const void __iomem *addr). */
  @KernelExport
  int ioread16be(long cookie) {
    return Short.reverseBytes((short) read(cookie, Short.BYTES, Access.IOREAD16BE)) & 0xffff;
  }

  /** unsigned int ioread32be(const void __iomem *addr). */
  @KernelExport
  int ioread32be(long cookie) {
    return Integer.reverseBytes((int) read(cookie, Integer.BYTES, Access.IOREAD32BE));
  }

  /** void iowrite8(u8 val, void __iomem *addr). */
  @KernelExport
  void iowrite8(int value, long cookie) {
    write(cookie, Byte.BYTES, value & 0xff, Access.IOWRITE8);
  }

  /** void iowrite16(u16 val, void __iomem *addr). */
  @KernelExport
  void iowrite16(int value, long cookie) {
    write(cookie, Short.BYTES, value & 0xffff, Access.IOWRITE16);
  }

  /** void iowrite32(u32 val, void __iomem *addr). */
  @KernelExport
  void iowrite32(int value, long cookie) {
    write(cookie, Integer.BYTES, value, Access.IOWRITE32);
  }

  /** void iowrite16be(u16 val, void __iomem *addr). */
  @KernelExport
  void iowrite16be(int value, long cookie) {
    write(cookie, Short.BYTES, Short.reverseBytes((short) value) & 0xffff, Access.IOWRITE16BE);
  }

  /** void iowrite32be(u32 val, void __iomem *addr). */
  @KernelExport
  void iowrite32be(int value, long cookie) {
    write(cookie, Integer.BYTES, Integer.reverseBytes(value), Access.IOWRITE32BE);
  }

  private void readRepeated(long cookie, int size, long target, long count, Access access) {
    if (!isMemory(cookie) && !isPort(cookie, access)) {
      return;
    }
    for (long i = 0; i < count; i++) {
      long value = read(cookie, size, access);
      for (int at = 0; at < size; at++) {
        memory.putByte(target + i * size + at, (byte) (value >>> (at * Byte.SIZE)));
      }
    }
  }

  private void writeRepeated(long cookie, int size, long source, long count, Access access) {
    if (!isMemory(cookie) && !isPort(cookie, access)) {
      return;
    }
    for (long i = 0; i < count; i++) {
      int value = 0;
      for (int at = size - 1; at >= 0; at--) {
        value = value << Byte.SIZE | (memory.getByte(source + i * size + at) & 0xff);
      }
      write(cookie, size, value, access);
    }
  }

  /** void ioread8_rep(const void __iomem *addr, void *dst, unsigned long count). */
  @KernelExport
  void ioread8_rep(long cookie, long target, long count) {
    readRepeated(cookie, Byte.BYTES, target, count, Access.IOREAD8_REP);
  }

  /** void ioread16_rep(const void __iomem *addr, void *dst, unsigned long count). */
  @KernelExport
  void ioread16_rep(long cookie, long target, long count) {
    readRepeated(cookie, Short.BYTES, target, count, Access.IOREAD16_REP);
  }

  /** void ioread32_rep(const void __iomem *addr, void *dst, unsigned long count). */
  @KernelExport
  void ioread32_rep(long cookie, long target, long count) {
    readRepeated(cookie, Integer.BYTES, target, count, Access.IOREAD32_REP);
  }

  /** void iowrite8_rep(void __iomem *addr, const void *src, unsigned long count). */
  @KernelExport
  void iowrite8_rep(long cookie, long source, long count) {
    writeRepeated(cookie, Byte.BYTES, source, count, Access.IOWRITE8_REP);
  }

  /** void iowrite16_rep(void __iomem *addr, const void *src, unsigned long count). */
  @KernelExport
  void iowrite16_rep(long cookie, long source, long count) {
    writeRepeated(cookie, Short.BYTES, source, count, Access.IOWRITE16_REP);
  }

  /** void iowrite32_rep(void __iomem *addr, const void *src, unsigned long count). */
  @KernelExport
  void iowrite32_rep(long cookie, long source, long count) {
    writeRepeated(cookie, Integer.BYTES, source, count, Access.IOWRITE32_REP);
  }

  /** void __iomem *ioport_map(unsigned long port, unsigned int nr). */
  @KernelExport
  long ioport_map(long port, int count) {
    return Long.compareUnsigned(port, PIO_MASK) > 0 ? 0 : port + PIO_OFFSET;
  }

  /** void ioport_unmap(void __iomem *addr). */
  @KernelExport
  void ioport_unmap(long cookie) {}

  /** Copies as rep_movs does: words of 4 bytes, then what is left. */
  private void copy(long from, long to, long length) {
    long done = 0;
    for (; length - done >= Integer.BYTES; done += Integer.BYTES) {
      memory.putInt(to + done, memory.getInt(from + done));
    }
    if (length - done >= Short.BYTES) {
      memory.putShort(to + done, memory.getShort(from + done));
      done += Short.BYTES;
    }
    if (done < length) {
      memory.putByte(to + done, memory.getByte(from + done));
    }
  }

  /** How many bytes are copied one by one, or two at a time, until {@code device} is aligned. */
  private long align(long device, long from, long to, long length) {
    long done = 0;
    if (length > 0 && (device & 1) != 0) {
      memory.putByte(to, memory.getByte(from));
      done++;
    }
    if (length - done > 1 && (device & 2) != 0) {
      memory.putShort(to + done, memory.getShort(from + done));
      done += Short.BYTES;
    }
    return done;
  }

  /** void memcpy_fromio(void *to, const volatile void __iomem *from, size_t n). */
  @KernelExport
  void memcpy_fromio(long to, long from, long length) {
    long done = align(from, from, to, length);
    copy(from + done, to + done, length - done);
  }

  /** void memcpy_toio(volatile void __iomem *to, const void *from, size_t n). */
  @KernelExport
  void memcpy_toio(long to, long from, long length) {
    long done = align(to, from, to, length);
    copy(from + done, to + done, length - done);
  }

  /** void memset_io(volatile void __iomem *a, int b, size_t c). */
  @KernelExport
  void memset_io(long address, int value, long length) {
    memory.fill(address, length, (byte) value);
  }
}
