package io.kobox.pc;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * RAM seen through the guest's own page tables of four levels, which start at CR3. Reads and writes
 * ignore permissions, as the processor's own accesses to its tables do.
 */
public final class GuestPages {
  /** {@link #translate}: not mapped. */
  public static final long UNMAPPED = -1;

  private static final int PAGE_SIZE = 4096;
  private static final long PRESENT = 1;
  private static final long LARGE = 0x80;
  private static final long NO_EXECUTE = 1L << 63;
  private static final long FRAME = 0x000f_ffff_ffff_f000L;
  private static final int INDEX_MASK = 0x1ff;

  private final MemorySegment ram;
  private long root;

  GuestPages(MemorySegment ram) {
    this.ram = ram;
  }

  /** The tables to use: the value of CR3. */
  public void setRoot(long cr3) {
    root = cr3 & FRAME;
  }

  /** The physical address behind a virtual one, or {@link #UNMAPPED}. */
  public long translate(long address) {
    long table = root;
    for (int shift = 39; ; shift -= 9) {
      long at = table + (address >>> shift & INDEX_MASK) * Long.BYTES;
      if (at + Long.BYTES > ram.byteSize()) {
        return UNMAPPED;
      }
      long entry = ram.get(JAVA_LONG_UNALIGNED, at);
      if ((entry & PRESENT) == 0) {
        return UNMAPPED;
      }
      if (shift == 12 || (shift < 39 && (entry & LARGE) != 0)) {
        long offset = (1L << shift) - 1;
        long physical = (entry & FRAME & ~offset) | (address & offset);
        return physical < ram.byteSize() ? physical : UNMAPPED;
      }
      table = entry & FRAME;
    }
  }

  /** Whether the CPU may fetch instructions at {@code address}. */
  public boolean isExecutable(long address) {
    long table = root;
    for (int shift = 39; ; shift -= 9) {
      long at = table + ((address >>> shift) & INDEX_MASK) * Long.BYTES;
      if (at + Long.BYTES > ram.byteSize()) {
        return false;
      }
      long entry = ram.get(JAVA_LONG_UNALIGNED, at);
      if ((entry & (NO_EXECUTE | PRESENT)) != PRESENT) {
        return false;
      }
      if (shift == 12 || (shift < 39 && (entry & LARGE) != 0)) {
        return true;
      }
      table = entry & FRAME;
    }
  }

  /** Whether all {@code count} bytes at {@code address} are mapped. */
  public boolean isMapped(long address, long count) {
    for (long page = address & -PAGE_SIZE; page < address + count; page += PAGE_SIZE) {
      if (translate(page) == UNMAPPED) {
        return false;
      }
    }
    return true;
  }

  /** Reads bytes; those that are not mapped are left as they are. Returns how many were read. */
  public int read(long address, byte[] target, int offset, int count) {
    int done = 0;
    while (done < count) {
      long physical = translate(address + done);
      if (physical == UNMAPPED) {
        return done;
      }
      int part = part(address + done, count - done);
      MemorySegment.copy(ram, JAVA_BYTE, physical, target, offset + done, part);
      done += part;
    }
    return done;
  }

  /** Writes bytes up to the first one that is not mapped. Returns how many were written. */
  public int write(long address, byte[] source, int offset, int count) {
    int done = 0;
    while (done < count) {
      long physical = translate(address + done);
      if (physical == UNMAPPED) {
        return done;
      }
      int part = part(address + done, count - done);
      MemorySegment.copy(source, offset + done, ram, JAVA_BYTE, physical, part);
      done += part;
    }
    return done;
  }

  /** The 64-bit word at {@code address}; 0 if it is not mapped. */
  public long getLong(long address) {
    if ((address & PAGE_SIZE - 1) <= PAGE_SIZE - Long.BYTES) {
      long physical = translate(address);
      return physical == UNMAPPED ? 0 : ram.get(JAVA_LONG_UNALIGNED, physical);
    }
    byte[] bytes = new byte[Long.BYTES];
    read(address, bytes, 0, bytes.length);
    return MemorySegment.ofArray(bytes).get(JAVA_LONG_UNALIGNED, 0);
  }

  /** Writes a 64-bit word; false if it is not mapped. */
  public boolean putLong(long address, long value) {
    if ((address & PAGE_SIZE - 1) <= PAGE_SIZE - Long.BYTES) {
      long physical = translate(address);
      if (physical == UNMAPPED) {
        return false;
      }
      ram.set(JAVA_LONG_UNALIGNED, physical, value);
      return true;
    }
    byte[] bytes = new byte[Long.BYTES];
    MemorySegment.ofArray(bytes).set(JAVA_LONG_UNALIGNED, 0, value);
    return write(address, bytes, 0, bytes.length) == bytes.length;
  }

  /** The byte at {@code address}, or -1 if it is not mapped. */
  public int getByte(long address) {
    long physical = translate(address);
    return physical == UNMAPPED ? -1 : ram.get(JAVA_BYTE, physical) & 0xff;
  }

  private static int part(long address, int left) {
    return (int) Math.min(left, PAGE_SIZE - (address & PAGE_SIZE - 1));
  }
}
