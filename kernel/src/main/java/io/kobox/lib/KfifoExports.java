package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import java.util.function.LongConsumer;

/** Ring buffers of fixed elements, and of records with a length in front (lib/kfifo.c). */
public final class KfifoExports {
  private static final int EINVAL = 22;
  private static final int ENOMEM = 12;

  private final GuestMemory memory;
  private final Kmalloc kmalloc;
  private final LongConsumer kfree;
  private final long inOffset;
  private final long outOffset;
  private final long maskOffset;
  private final long esizeOffset;
  private final long dataOffset;

  public KfifoExports(
      GuestMemory memory, StructLayouts layouts, Kmalloc kmalloc, LongConsumer kfree) {
    this.memory = memory;
    this.kmalloc = kmalloc;
    this.kfree = kfree;
    this.inOffset = layouts.offset("__kfifo", "in");
    this.outOffset = layouts.offset("__kfifo", "out");
    this.maskOffset = layouts.offset("__kfifo", "mask");
    this.esizeOffset = layouts.offset("__kfifo", "esize");
    this.dataOffset = layouts.offset("__kfifo", "data");
  }

  private int in(long fifo) {
    return memory.getInt(fifo + inOffset);
  }

  private int out(long fifo) {
    return memory.getInt(fifo + outOffset);
  }

  private int size(long fifo) {
    return memory.getInt(fifo + maskOffset) + 1;
  }

  private int esize(long fifo) {
    return memory.getInt(fifo + esizeOffset);
  }

  private void set(long fifo, int in, int out, int esize, int mask, long data) {
    memory.putInt(fifo + inOffset, in);
    memory.putInt(fifo + outOffset, out);
    memory.putInt(fifo + esizeOffset, esize);
    memory.putInt(fifo + maskOffset, mask);
    memory.putLong(fifo + dataOffset, data);
  }

  /** int __kfifo_alloc(struct __kfifo *fifo, unsigned int size, size_t esize, gfp_t gfp_mask). */
  @KernelExport(aliases = "__kfifo_alloc_node")
  public int __kfifo_alloc(long fifo, int wanted, long esize, int gfp) {
    int size = Integer.compareUnsigned(wanted, 1) <= 0 ? 1 : roundUp(wanted);
    set(fifo, 0, 0, (int) esize, 0, 0);
    if (Integer.compareUnsigned(size, 2) < 0) {
      return -EINVAL;
    }
    long bytes = Integer.toUnsignedLong(size);
    boolean overflow = Math.unsignedMultiplyHigh(bytes, esize) != 0;
    long data = overflow ? 0 : kmalloc.kmalloc(bytes * esize, gfp);
    if (data == 0) {
      return -ENOMEM;
    }
    set(fifo, 0, 0, (int) esize, size - 1, data);
    return 0;
  }

  /** roundup_pow_of_two in 32 bits: 0 when there is none. */
  private static int roundUp(int n) {
    int bits = 32 - Integer.numberOfLeadingZeros(n - 1);
    return bits > 31 ? 0 : 1 << bits;
  }

  /** void __kfifo_free(struct __kfifo *fifo). */
  @KernelExport
  public void __kfifo_free(long fifo) {
    kfree.accept(memory.getLong(fifo + dataOffset));
    set(fifo, 0, 0, 0, 0, 0);
  }

  /** int __kfifo_init(struct __kfifo *fifo, void *buffer, unsigned int size, size_t esize). */
  @KernelExport
  public int __kfifo_init(long fifo, long buffer, int bytes, long esize) {
    if (esize == 0) {
      set(fifo, 0, 0, 0, 0, buffer);
      return -EINVAL;
    }
    int size =
        Integer.highestOneBit((int) Long.divideUnsigned(Integer.toUnsignedLong(bytes), esize));
    boolean enough = Integer.compareUnsigned(size, 2) >= 0;
    set(fifo, 0, 0, (int) esize, enough ? size - 1 : 0, buffer);
    return enough ? 0 : -EINVAL;
  }

  private int used(long fifo) {
    return in(fifo) - out(fifo);
  }

  private int unused(long fifo) {
    return size(fifo) - used(fifo);
  }

  private static int min(int a, int b) {
    return Integer.compareUnsigned(a, b) < 0 ? a : b;
  }

  /** Copies {@code length} elements between a linear buffer and the ring, which wraps. */
  private void copy(long fifo, long buffer, int length, int position, boolean in) {
    int esize = esize(fifo);
    long size = Integer.toUnsignedLong(size(fifo)) * esize;
    long offset = Integer.toUnsignedLong(position & (size(fifo) - 1)) * esize;
    long bytes = Integer.toUnsignedLong(length) * esize;
    long first = Math.min(bytes, size - offset);
    long data = memory.getLong(fifo + dataOffset);
    if (in) {
      memory.copy(buffer, data + offset, first);
      memory.copy(buffer + first, data, bytes - first);
    } else {
      memory.copy(data + offset, buffer, first);
      memory.copy(data, buffer + first, bytes - first);
    }
  }

  /** unsigned int __kfifo_in(struct __kfifo *fifo, const void *buf, unsigned int len). */
  @KernelExport
  public int __kfifo_in(long fifo, long buffer, int length) {
    int count = min(length, unused(fifo));
    copy(fifo, buffer, count, in(fifo), true);
    memory.putInt(fifo + inOffset, in(fifo) + count);
    return count;
  }

  /** unsigned int __kfifo_out_peek(struct __kfifo *fifo, void *buf, unsigned int len). */
  @KernelExport
  public int __kfifo_out_peek(long fifo, long buffer, int length) {
    int count = min(length, used(fifo));
    copy(fifo, buffer, count, out(fifo), false);
    return count;
  }

  /** unsigned int __kfifo_out(struct __kfifo *fifo, void *buf, unsigned int len). */
  @KernelExport
  public int __kfifo_out(long fifo, long buffer, int length) {
    int count = __kfifo_out_peek(fifo, buffer, length);
    memory.putInt(fifo + outOffset, out(fifo) + count);
    return count;
  }

  /** unsigned int __kfifo_max_r(unsigned int len, size_t recsize). */
  @KernelExport
  public int __kfifo_max_r(int length, long recsize) {
    return min(length, (1 << ((int) recsize << 3)) - 1);
  }

  /** __kfifo_peek_n: the length in front of the next record. */
  private int peekLength(long fifo, long recsize) {
    long data = memory.getLong(fifo + dataOffset);
    int mask = size(fifo) - 1;
    int length = memory.getByte(data + Integer.toUnsignedLong(out(fifo) & mask)) & 0xff;
    if (recsize > 1) {
      length |= (memory.getByte(data + Integer.toUnsignedLong(out(fifo) + 1 & mask)) & 0xff) << 8;
    }
    return length;
  }

  /** unsigned int __kfifo_len_r(struct __kfifo *fifo, size_t recsize). */
  @KernelExport
  public int __kfifo_len_r(long fifo, long recsize) {
    return peekLength(fifo, recsize);
  }

  /**
   * unsigned int __kfifo_in_r(struct __kfifo *fifo, const void *buf, unsigned int len, size_t
   * recsize).
   */
  @KernelExport
  public int __kfifo_in_r(long fifo, long buffer, int length, long recsize) {
    long needed = Integer.toUnsignedLong(length) + recsize;
    if (Long.compareUnsigned(needed, Integer.toUnsignedLong(unused(fifo))) > 0) {
      return 0;
    }
    long data = memory.getLong(fifo + dataOffset);
    int mask = size(fifo) - 1;
    memory.putByte(data + Integer.toUnsignedLong(in(fifo) & mask), (byte) length);
    if (recsize > 1) {
      memory.putByte(data + Integer.toUnsignedLong(in(fifo) + 1 & mask), (byte) (length >> 8));
    }
    copy(fifo, buffer, length, in(fifo) + (int) recsize, true);
    memory.putInt(fifo + inOffset, in(fifo) + length + (int) recsize);
    return length;
  }

  private int copyRecord(long fifo, long buffer, int length, long recsize) {
    int count = min(length, peekLength(fifo, recsize));
    copy(fifo, buffer, count, out(fifo) + (int) recsize, false);
    return count;
  }

  /**
   * unsigned int __kfifo_out_peek_r(struct __kfifo *fifo, void *buf, unsigned int len, size_t
   * recsize).
   */
  @KernelExport
  public int __kfifo_out_peek_r(long fifo, long buffer, int length, long recsize) {
    return used(fifo) == 0 ? 0 : copyRecord(fifo, buffer, length, recsize);
  }

  /**
   * unsigned int __kfifo_out_r(struct __kfifo *fifo, void *buf, unsigned int len, size_t recsize).
   */
  @KernelExport
  public int __kfifo_out_r(long fifo, long buffer, int length, long recsize) {
    if (used(fifo) == 0) {
      return 0;
    }
    int count = copyRecord(fifo, buffer, length, recsize);
    __kfifo_skip_r(fifo, recsize);
    return count;
  }

  /** void __kfifo_skip_r(struct __kfifo *fifo, size_t recsize). */
  @KernelExport
  public void __kfifo_skip_r(long fifo, long recsize) {
    int next = out(fifo) + peekLength(fifo, recsize) + (int) recsize;
    memory.putInt(fifo + outOffset, next);
  }
}
