package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.machine.GuestMemory;

/** lib/find_bit.c. */
@Leaf
public final class FindBitExports {
  private final GuestMemory memory;

  public FindBitExports(GuestMemory memory) {
    this.memory = memory;
  }

  // unsigned long _find_first_bit(const unsigned long *addr, unsigned long size)
  @KernelExport
  public long _find_first_bit(long addr, long size) {
    return FindBit.next(memory, addr, size, 0, true);
  }

  // unsigned long _find_first_zero_bit(const unsigned long *addr, unsigned long size)
  @KernelExport
  public long _find_first_zero_bit(long addr, long size) {
    return FindBit.next(memory, addr, size, 0, false);
  }

  // unsigned long _find_next_bit(const unsigned long *addr, unsigned long nbits,
  //                              unsigned long start)
  @KernelExport
  public long _find_next_bit(long addr, long nbits, long start) {
    return FindBit.next(memory, addr, nbits, start, true);
  }

  // unsigned long _find_next_zero_bit(const unsigned long *addr, unsigned long nbits,
  //                                   unsigned long start)
  @KernelExport
  public long _find_next_zero_bit(long addr, long nbits, long start) {
    return FindBit.next(memory, addr, nbits, start, false);
  }

  // unsigned long _find_last_bit(const unsigned long *addr, unsigned long size)
  @KernelExport
  public long _find_last_bit(long addr, long size) {
    return FindBit.last(memory, addr, size);
  }

  // unsigned long _find_first_and_bit(const unsigned long *addr1, const unsigned long *addr2,
  //                                   unsigned long size)
  @KernelExport
  public long _find_first_and_bit(long addr1, long addr2, long size) {
    return _find_next_and_bit(addr1, addr2, size, 0);
  }

  // unsigned long _find_next_and_bit(const unsigned long *addr1, const unsigned long *addr2,
  //                                  unsigned long nbits, unsigned long start)
  @KernelExport
  public long _find_next_and_bit(long addr1, long addr2, long nbits, long start) {
    long bit = FindBit.next(memory, addr1, nbits, start, true);
    while (Long.compareUnsigned(bit, nbits) < 0 && !test(addr2, bit)) {
      bit = FindBit.next(memory, addr1, nbits, bit + 1, true);
    }
    return bit;
  }

  // unsigned long _find_next_andnot_bit(const unsigned long *addr1, const unsigned long *addr2,
  //                                     unsigned long nbits, unsigned long start)
  @KernelExport
  public long _find_next_andnot_bit(long addr1, long addr2, long nbits, long start) {
    long bit = FindBit.next(memory, addr1, nbits, start, true);
    while (Long.compareUnsigned(bit, nbits) < 0 && test(addr2, bit)) {
      bit = FindBit.next(memory, addr1, nbits, bit + 1, true);
    }
    return bit;
  }

  // unsigned long __find_nth_bit(const unsigned long *addr, unsigned long size, unsigned long n)
  @KernelExport
  public long __find_nth_bit(long addr, long size, long n) {
    long bit = FindBit.next(memory, addr, size, 0, true);
    for (long left = n; left != 0 && Long.compareUnsigned(bit, size) < 0; left--) {
      bit = FindBit.next(memory, addr, size, bit + 1, true);
    }
    return bit;
  }

  // unsigned long find_next_clump8(unsigned long *clump, const unsigned long *addr,
  //                                unsigned long size, unsigned long offset)
  @KernelExport
  public long find_next_clump8(long clump, long addr, long size, long offset) {
    long bit = FindBit.next(memory, addr, size, offset, true);
    if (bit == size) {
      return size;
    }
    memory.putLong(clump, memory.getByte(addr + bit / 8) & 0xffL);
    return bit & -8L;
  }

  private boolean test(long bitmap, long bit) {
    return (memory.getByte(bitmap + bit / 8) >> (bit & 7) & 1) != 0;
  }
}
