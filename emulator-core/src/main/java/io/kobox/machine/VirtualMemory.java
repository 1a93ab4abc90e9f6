package io.kobox.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import io.kobox.unicorn.MemoryBus;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Guest memory through the page tables, with the kernel's rights (and CR0.WP: a read-only page
 * faults when written). Writes to executable pages discard the CPU's translations of them.
 */
public final class VirtualMemory implements GuestMemory {
  private static final int TLB_SIZE = 256;
  private static final long PAGE_MASK = AddressLayout.PAGE_SIZE - 1;
  private static final long WORD = 0xffffffffL;
  private static final long FRAME = 0x000ffffffffff000L;

  private final MemorySegment ram;
  private final long size;
  private final PageTables tables;
  private final CodeObserver codeObserver;
  private final MemoryBus bus;

  /** Page numbers plus one (0: empty), with the physical address of their frames. */
  private final long[] readPages = new long[TLB_SIZE];

  private final long[] readFrames = new long[TLB_SIZE];
  private final long[] writePages = new long[TLB_SIZE];
  private final long[] writeFrames = new long[TLB_SIZE];

  private UserFaults userFaults = (address, write) -> false;

  /** Brings pages of programs that are not there yet. */
  @FunctionalInterface
  public interface UserFaults {
    /** Whether the page of {@code address} is there now, for that kind of access. */
    boolean fault(long address, boolean write);
  }

  /** Told when Java writes guest code. */
  interface CodeObserver {
    /** The code in a range that lies within one page is new. */
    void codeWritten(long virtual, long length);
  }

  VirtualMemory(
      PhysicalMemory memory, PageTables tables, CodeObserver codeObserver, MemoryBus bus) {
    this.bus = bus;
    this.ram = memory.ram();
    this.size = memory.size();
    this.tables = tables;
    this.codeObserver = codeObserver;
  }

  /** Who is asked for a page of the lower half before an access to it faults. */
  public void setUserFaults(UserFaults faults) {
    userFaults = faults;
  }

  /** Forgets the translations remembered here. */
  void flush() {
    Arrays.fill(readPages, 0);
    Arrays.fill(writePages, 0);
  }

  @Override
  public byte getByte(long address) {
    long physical = readable(address);
    return physical < size ? ram.get(JAVA_BYTE, physical) : (byte) bus.read(physical, 1);
  }

  @Override
  public short getShort(long address) {
    if (crosses(address, Short.BYTES)) {
      return (short) getSplit(address, Short.BYTES);
    }
    long physical = readable(address);
    return physical < size
        ? ram.get(JAVA_SHORT_UNALIGNED, physical)
        : (short) bus.read(physical, Short.BYTES);
  }

  @Override
  public int getInt(long address) {
    if (crosses(address, Integer.BYTES)) {
      return (int) getSplit(address, Integer.BYTES);
    }
    long physical = readable(address);
    return physical < size
        ? ram.get(JAVA_INT_UNALIGNED, physical)
        : (int) bus.read(physical, Integer.BYTES);
  }

  @Override
  public long getLong(long address) {
    if (crosses(address, Long.BYTES)) {
      return getSplit(address, Long.BYTES);
    }
    long physical = readable(address);
    return physical < size ? ram.get(JAVA_LONG_UNALIGNED, physical) : busLong(physical);
  }

  @Override
  public void putByte(long address, byte value) {
    long physical = writable(address, Byte.BYTES);
    if (physical < size) {
      ram.set(JAVA_BYTE, physical, value);
    } else {
      bus.write(physical, Byte.BYTES, value & 0xff);
    }
  }

  @Override
  public void putShort(long address, short value) {
    if (crosses(address, Short.BYTES)) {
      putSplit(address, value, Short.BYTES);
    } else {
      long physical = writable(address, Short.BYTES);
      if (physical < size) {
        ram.set(JAVA_SHORT_UNALIGNED, physical, value);
      } else {
        bus.write(physical, Short.BYTES, value);
      }
    }
  }

  @Override
  public void putInt(long address, int value) {
    if (crosses(address, Integer.BYTES)) {
      putSplit(address, value, Integer.BYTES);
    } else {
      long physical = writable(address, Integer.BYTES);
      if (physical < size) {
        ram.set(JAVA_INT_UNALIGNED, physical, value);
      } else {
        bus.write(physical, Integer.BYTES, value);
      }
    }
  }

  @Override
  public void putLong(long address, long value) {
    if (crosses(address, Long.BYTES)) {
      putSplit(address, value, Long.BYTES);
    } else {
      long physical = writable(address, Long.BYTES);
      if (physical < size) {
        ram.set(JAVA_LONG_UNALIGNED, physical, value);
      } else {
        bus.write(physical, Integer.BYTES, value & WORD);
        bus.write(physical + Integer.BYTES, Integer.BYTES, value >>> Integer.SIZE);
      }
    }
  }

  @Override
  public void read(long address, byte[] target, int offset, int length) {
    for (int done = 0; done < length; ) {
      int part = (int) partInPage(address + done, length - done);
      long physical = readable(address + done);
      if (physical < size) {
        MemorySegment.copy(ram, JAVA_BYTE, physical, target, offset + done, part);
      } else {
        for (int i = 0; i < part; i++) {
          target[offset + done + i] = (byte) bus.read(physical + i, Byte.BYTES);
        }
      }
      done += part;
    }
  }

  @Override
  public void write(long address, byte[] source, int offset, int length) {
    for (int done = 0; done < length; ) {
      int part = (int) partInPage(address + done, length - done);
      long physical = writable(address + done, part);
      if (physical < size) {
        MemorySegment.copy(source, offset + done, ram, JAVA_BYTE, physical, part);
      } else {
        for (int i = 0; i < part; i++) {
          bus.write(physical + i, Byte.BYTES, source[offset + done + i] & 0xff);
        }
      }
      done += part;
    }
  }

  @Override
  public void fill(long address, long length, byte value) {
    for (long done = 0; done < length; ) {
      long part = partInPage(address + done, length - done);
      long physical = writable(address + done, part);
      if (physical < size) {
        ram.asSlice(physical, part).fill(value);
      } else {
        for (long i = 0; i < part; i++) {
          bus.write(physical + i, Byte.BYTES, value & 0xff);
        }
      }
      done += part;
    }
  }

  @Override
  public void copy(long from, long to, long length) {
    if (Long.compareUnsigned(to - from, length) >= 0) {
      copyUp(from, to, length);
    } else {
      copyDown(from, to, length);
    }
  }

  /**
   * Writes where guest code may only read, as the kernel's text_poke() does: for a loader that
   * fills sections already protected, and for patches of code. The pages must be mapped.
   */
  public void writeProtected(long address, byte[] source) {
    for (int done = 0; done < source.length; ) {
      int part = (int) partInPage(address + done, source.length - done);
      long entry = present(address + done, true);
      long physical = (entry & FRAME) | ((address + done) & PAGE_MASK);
      MemorySegment.copy(source, done, ram, JAVA_BYTE, physical, part);
      discardCode(entry, address + done, part);
      done += part;
    }
  }

  private void copyUp(long from, long to, long length) {
    for (long done = 0; done < length; ) {
      long part = partInPage(to + done, partInPage(from + done, length - done));
      long source = readable(from + done);
      move(source, writable(to + done, part), part);
      done += part;
    }
  }

  /** Copies from the end: the target overlaps what would otherwise be overwritten first. */
  private void copyDown(long from, long to, long length) {
    for (long left = length; left > 0; ) {
      long part = Math.min(left, Math.min(beforeInPage(from + left), beforeInPage(to + left)));
      left -= part;
      long source = readable(from + left);
      move(source, writable(to + left, part), part);
    }
  }

  /** Copies between physical addresses, of memory or of devices. */
  private void move(long from, long to, long length) {
    if (from < size && to < size) {
      MemorySegment.copy(ram, from, ram, to, length);
      return;
    }
    for (long i = 0; i < length; i++) {
      byte value =
          from < size ? ram.get(JAVA_BYTE, from + i) : (byte) bus.read(from + i, Byte.BYTES);
      if (to < size) {
        ram.set(JAVA_BYTE, to + i, value);
      } else {
        bus.write(to + i, Byte.BYTES, value & 0xff);
      }
    }
  }

  /** The CPU's access of 8 bytes: two of 4, the lower one first. */
  private long busLong(long physical) {
    return (bus.read(physical, Integer.BYTES) & WORD)
        | bus.read(physical + Integer.BYTES, Integer.BYTES) << Integer.SIZE;
  }

  private static boolean crosses(long address, int length) {
    return (address & PAGE_MASK) > AddressLayout.PAGE_SIZE - length;
  }

  private static long partInPage(long address, long length) {
    return Math.min(length, AddressLayout.PAGE_SIZE - (address & PAGE_MASK));
  }

  private static long beforeInPage(long end) {
    long part = end & PAGE_MASK;
    return part == 0 ? AddressLayout.PAGE_SIZE : part;
  }

  private long getSplit(long address, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (getByte(address + i) & 0xffL) << (8 * i);
    }
    return value;
  }

  /** Both pages are checked before the first byte is written, as the CPU does. */
  private void putSplit(long address, long value, int length) {
    writable(address, 1);
    writable(AddressLayout.pageOf(address + length - 1), 1);
    for (int i = 0; i < length; i++) {
      putByte(address + i, (byte) (value >> (8 * i)));
    }
  }

  private long readable(long address) {
    long offset = address - AddressLayout.DIRECT_MAP;
    if (offset >= 0 && offset < size && tables.directMapWhole()) {
      return offset;
    }
    long page = (address >>> AddressLayout.PAGE_SHIFT) + 1;
    int slot = (int) page & (TLB_SIZE - 1);
    if (readPages[slot] != page) {
      readFrames[slot] = present(address, false) & FRAME;
      readPages[slot] = page;
    }
    return readFrames[slot] | (address & PAGE_MASK);
  }

  private long writable(long address, long length) {
    long offset = address - AddressLayout.DIRECT_MAP;
    if (offset >= 0 && offset < size && tables.directMapWhole()) {
      return offset;
    }
    long page = (address >>> AddressLayout.PAGE_SHIFT) + 1;
    int slot = (int) page & (TLB_SIZE - 1);
    if (writePages[slot] != page) {
      long entry = present(address, true);
      if ((entry & PageTables.WRITE) == 0) {
        throw new PageFaultException(address, true);
      }
      if ((entry & PageTables.NO_EXECUTE) == 0) {
        discardCode(entry, address, length);
        return (entry & FRAME) | (address & PAGE_MASK);
      }
      writeFrames[slot] = entry & FRAME;
      writePages[slot] = page;
    }
    return writeFrames[slot] | (address & PAGE_MASK);
  }

  private long present(long address, boolean write) {
    long entry = tables.entry(address);
    if (entry == 0 && address >= 0 && userFaults.fault(address, write)) {
      entry = tables.entry(address);
    }
    if (entry == 0) {
      throw new PageFaultException(address, write);
    }
    return entry;
  }

  private void discardCode(long entry, long address, long length) {
    if ((entry & PageTables.NO_EXECUTE) == 0) {
      codeObserver.codeWritten(address, length);
    }
  }
}
