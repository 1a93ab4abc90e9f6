package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;
import io.kobox.mm.Gfp;
import java.nio.charset.StandardCharsets;
import java.util.function.LongConsumer;

/** lib/bitmap.c. */
public final class BitmapExports {
  private static final int PAGE_SIZE = 4096;
  private static final int EINVAL = 22;

  private final GuestMemory memory;
  private final Kmalloc kmalloc;
  private final LongConsumer kfree;

  public BitmapExports(GuestMemory memory, Kmalloc kmalloc, LongConsumer kfree) {
    this.memory = memory;
    this.kmalloc = kmalloc;
    this.kfree = kfree;
  }

  /** How two words make one. */
  private interface WordOperator {
    long apply(long a, long b);
  }

  // bool __bitmap_equal(const unsigned long *bitmap1, const unsigned long *bitmap2,
  //                     unsigned int bits)
  @KernelExport
  public boolean __bitmap_equal(long bitmap1, long bitmap2, int bits) {
    return !any(bitmap1, bitmap2, bits, (a, b) -> a ^ b);
  }

  // bool __bitmap_intersects(const unsigned long *bitmap1, const unsigned long *bitmap2,
  //                          unsigned int bits)
  @KernelExport
  public boolean __bitmap_intersects(long bitmap1, long bitmap2, int bits) {
    return any(bitmap1, bitmap2, bits, (a, b) -> a & b);
  }

  // bool __bitmap_subset(const unsigned long *bitmap1, const unsigned long *bitmap2,
  //                      unsigned int bits)
  @KernelExport
  public boolean __bitmap_subset(long bitmap1, long bitmap2, int bits) {
    return !any(bitmap1, bitmap2, bits, (a, b) -> a & ~b);
  }

  // void __bitmap_complement(unsigned long *dst, const unsigned long *src, unsigned int bits)
  @KernelExport
  public void __bitmap_complement(long dst, long src, int bits) {
    combine(dst, src, src, bits, (a, b) -> ~a);
  }

  // bool __bitmap_and(unsigned long *dst, const unsigned long *bitmap1,
  //                   const unsigned long *bitmap2, unsigned int bits)
  @KernelExport
  public boolean __bitmap_and(long dst, long bitmap1, long bitmap2, int bits) {
    return combineWithin(dst, bitmap1, bitmap2, bits, (a, b) -> a & b);
  }

  // bool __bitmap_andnot(unsigned long *dst, const unsigned long *bitmap1,
  //                      const unsigned long *bitmap2, unsigned int bits)
  @KernelExport
  public boolean __bitmap_andnot(long dst, long bitmap1, long bitmap2, int bits) {
    return combineWithin(dst, bitmap1, bitmap2, bits, (a, b) -> a & ~b);
  }

  // void __bitmap_or(unsigned long *dst, const unsigned long *bitmap1,
  //                  const unsigned long *bitmap2, unsigned int bits)
  @KernelExport
  public void __bitmap_or(long dst, long bitmap1, long bitmap2, int bits) {
    combine(dst, bitmap1, bitmap2, bits, (a, b) -> a | b);
  }

  // void __bitmap_xor(unsigned long *dst, const unsigned long *bitmap1,
  //                   const unsigned long *bitmap2, unsigned int bits)
  @KernelExport
  public void __bitmap_xor(long dst, long bitmap1, long bitmap2, int bits) {
    combine(dst, bitmap1, bitmap2, bits, (a, b) -> a ^ b);
  }

  // int __bitmap_weight(const unsigned long *bitmap, unsigned int bits)
  @KernelExport
  public int __bitmap_weight(long bitmap, int bits) {
    return __bitmap_weight_and(bitmap, bitmap, bits);
  }

  // unsigned int __bitmap_weight_and(const unsigned long *bitmap1, const unsigned long *bitmap2,
  //                                  unsigned int bits)
  @KernelExport
  public int __bitmap_weight_and(long bitmap1, long bitmap2, int bits) {
    int weight = 0;
    for (long i = 0; i < words(bits); i++) {
      weight += Long.bitCount(word(bitmap1, i) & word(bitmap2, i) & mask(bits, i));
    }
    return weight;
  }

  // void __bitmap_set(unsigned long *map, unsigned int start, int len)
  @KernelExport
  public void __bitmap_set(long map, int start, int len) {
    change(map, Integer.toUnsignedLong(start), len, true);
  }

  // void __bitmap_clear(unsigned long *map, unsigned int start, int len)
  @KernelExport
  public void __bitmap_clear(long map, int start, int len) {
    change(map, Integer.toUnsignedLong(start), len, false);
  }

  // void __bitmap_shift_right(unsigned long *dst, const unsigned long *src, unsigned int shift,
  //                           unsigned int nbits)
  @KernelExport
  public void __bitmap_shift_right(long dst, long src, int shift, int nbits) {
    long words = words(nbits);
    for (long i = 0; i < words; i++) {
      long from = i + shift / 64;
      long low = from < words ? word(src, from) & mask(nbits, from) : 0;
      long high = from + 1 < words ? word(src, from + 1) & mask(nbits, from + 1) : 0;
      long value = shift % 64 == 0 ? low : (low >>> (shift % 64)) | (high << (64 - shift % 64));
      memory.putLong(dst + 8 * i, value);
    }
  }

  // void __bitmap_shift_left(unsigned long *dst, const unsigned long *src, unsigned int shift,
  //                          unsigned int nbits)
  @KernelExport
  public void __bitmap_shift_left(long dst, long src, int shift, int nbits) {
    for (long i = words(nbits) - 1; i >= 0; i--) {
      long from = i - shift / 64;
      long high = from >= 0 ? word(src, from) : 0;
      long low = from >= 1 ? word(src, from - 1) : 0;
      long value = shift % 64 == 0 ? high : (high << (shift % 64)) | (low >>> (64 - shift % 64));
      memory.putLong(dst + 8 * i, value);
    }
  }

  // void __bitmap_replace(unsigned long *dst, const unsigned long *old, const unsigned long *new,
  //                       const unsigned long *mask, unsigned int nbits)
  @KernelExport
  public void __bitmap_replace(long dst, long old, long replacement, long mask, int nbits) {
    for (long i = 0; i < words(nbits); i++) {
      long chosen = word(mask, i);
      memory.putLong(dst + 8 * i, (word(old, i) & ~chosen) | (word(replacement, i) & chosen));
    }
  }

  // void bitmap_cut(unsigned long *dst, const unsigned long *src, unsigned int first,
  //                 unsigned int cut, unsigned int nbits)
  @KernelExport
  public void bitmap_cut(long dst, long src, int first, int cut, int nbits) {
    long bits = words(nbits) * 64;
    memory.copy(src, dst, bits / 8);
    for (long bit = Integer.toUnsignedLong(first); bit < bits; bit++) {
      long from = bit + Integer.toUnsignedLong(cut);
      put(dst, bit, from < bits && test(dst, from));
    }
  }

  // unsigned long bitmap_find_next_zero_area_off(unsigned long *map, unsigned long size,
  //                                              unsigned long start, unsigned int nr,
  //                                              unsigned long align_mask,
  //                                              unsigned long align_offset)
  @KernelExport
  public long bitmap_find_next_zero_area_off(
      long map, long size, long start, int nr, long align_mask, long align_offset) {
    long from = start;
    while (true) {
      long index = FindBit.next(memory, map, size, from, false);
      index = ((index + align_offset + align_mask) & ~align_mask) - align_offset;
      long end = index + Integer.toUnsignedLong(nr);
      if (Long.compareUnsigned(end, size) > 0) {
        return end;
      }
      long taken = FindBit.next(memory, map, end, index, true);
      if (taken >= end) {
        return index;
      }
      from = taken + 1;
    }
  }

  // int bitmap_print_to_pagebuf(bool list, char *buf, const unsigned long *maskp, int nmaskbits)
  @KernelExport
  public int bitmap_print_to_pagebuf(boolean list, long buf, long maskp, int nmaskbits) {
    int room = PAGE_SIZE - (int) (buf & (PAGE_SIZE - 1));
    OutputBuffer out = new OutputBuffer(room - 1);
    if (list) {
      BitmapText.list(out, memory, maskp, nmaskbits);
    } else {
      BitmapText.hex(out, memory, maskp, nmaskbits);
    }
    out.append('\n');
    memory.putString(buf, out.text());
    return out.text().length();
  }

  // int bitmap_print_bitmask_to_buf(char *buf, const unsigned long *maskp, int nmaskbits,
  //                                 loff_t off, size_t count)
  @KernelExport
  public int bitmap_print_bitmask_to_buf(
      long buf, long maskp, int nmaskbits, long off, long count) {
    OutputBuffer out = new OutputBuffer(Integer.MAX_VALUE);
    BitmapText.hex(out, memory, maskp, nmaskbits);
    return printToBuffer(buf, out, off, count);
  }

  // int bitmap_print_list_to_buf(char *buf, const unsigned long *maskp, int nmaskbits,
  //                              loff_t off, size_t count)
  @KernelExport
  public int bitmap_print_list_to_buf(long buf, long maskp, int nmaskbits, long off, long count) {
    OutputBuffer out = new OutputBuffer(Integer.MAX_VALUE);
    BitmapText.list(out, memory, maskp, nmaskbits);
    return printToBuffer(buf, out, off, count);
  }

  /** The part of the text, with its newline and terminating zero, that is asked for. */
  private int printToBuffer(long buf, OutputBuffer out, long off, long count) {
    String text = out.text() + "\n\0";
    if (off < 0) {
      return -EINVAL;
    }
    if (off >= text.length() || count == 0) {
      return 0;
    }
    int from = (int) off;
    int length = Math.clamp(count, 0, text.length() - from);
    memory.write(buf, text.substring(from, from + length).getBytes(StandardCharsets.ISO_8859_1));
    return length;
  }

  // void bitmap_to_arr32(u32 *buf, const unsigned long *bitmap, unsigned int nbits)
  @KernelExport
  public void bitmap_to_arr32(long buf, long bitmap, int nbits) {
    copyWithin(buf, bitmap, nbits);
  }

  // void bitmap_from_arr32(unsigned long *bitmap, const u32 *buf, unsigned int nbits)
  @KernelExport
  public void bitmap_from_arr32(long bitmap, long buf, int nbits) {
    long halves = copyWithin(bitmap, buf, nbits);
    if (halves % 2 != 0) {
      memory.putInt(bitmap + 4 * halves, 0);
    }
  }

  /** Copies 32-bit words, without the bits past the bitmap's end; says how many. */
  private long copyWithin(long to, long from, int nbits) {
    long halves = (Integer.toUnsignedLong(nbits) + 31) / 32;
    for (long i = 0; i < halves; i++) {
      boolean last = i == halves - 1;
      int mask = last ? -1 >>> (-nbits & 31) : -1;
      memory.putInt(to + 4 * i, memory.getInt(from + 4 * i) & mask);
    }
    return halves;
  }

  // int bitmap_parselist(const char *buf, unsigned long *maskp, int nmaskbits)
  @KernelExport
  public int bitmap_parselist(String buf, long maskp, int nmaskbits) {
    memory.fill(maskp, 8 * words(nmaskbits), (byte) 0);
    return new BitmapListParser(buf, nmaskbits)
        .parse((start, length) -> change(maskp, start, length, true));
  }

  // int bitmap_parse(const char *start, unsigned int buflen, unsigned long *maskp, int nmaskbits)
  @KernelExport
  public int bitmap_parse(long start, int buflen, long maskp, int nmaskbits) {
    String text = memory.string(start, Integer.toUnsignedLong(buflen));
    int newline = text.indexOf('\n');
    String hex = newline < 0 ? text : text.substring(0, newline);
    return BitmapHexParser.parse(memory, hex, maskp, nmaskbits);
  }

  // unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
  @KernelExport
  public long bitmap_alloc(int nbits, int flags) {
    return kmalloc.kmalloc(8 * words(nbits), flags);
  }

  // unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
  @KernelExport
  public long bitmap_zalloc(int nbits, int flags) {
    return kmalloc.kmalloc(8 * words(nbits), flags | Gfp.ZERO);
  }

  // void bitmap_free(const unsigned long *bitmap)
  @KernelExport
  public void bitmap_free(long bitmap) {
    kfree.accept(bitmap);
  }

  private boolean any(long bitmap1, long bitmap2, int bits, WordOperator operator) {
    for (long i = 0; i < words(bits); i++) {
      if ((operator.apply(word(bitmap1, i), word(bitmap2, i)) & mask(bits, i)) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Combines whole words. */
  private void combine(long dst, long a, long b, int bits, WordOperator operator) {
    for (long i = 0; i < words(bits); i++) {
      memory.putLong(dst + 8 * i, operator.apply(word(a, i), word(b, i)));
    }
  }

  /** Combines words, the last one within the bitmap; says whether a bit is set. */
  private boolean combineWithin(long dst, long a, long b, int bits, WordOperator operator) {
    long all = 0;
    for (long i = 0; i < words(bits); i++) {
      long value = operator.apply(word(a, i), word(b, i)) & mask(bits, i);
      memory.putLong(dst + 8 * i, value);
      all |= value;
    }
    return all != 0;
  }

  private void change(long map, long start, long length, boolean set) {
    for (long bit = start; bit < start + length; bit++) {
      if (bit % 64 == 0 && start + length - bit >= 64) {
        memory.putLong(map + bit / 8, set ? -1L : 0L);
        bit += 63;
      } else {
        put(map, bit, set);
      }
    }
  }

  private boolean test(long map, long bit) {
    return (memory.getByte(map + bit / 8) >> (bit & 7) & 1) != 0;
  }

  private void put(long map, long bit, boolean set) {
    long address = map + bit / 8;
    int one = 1 << (bit & 7);
    int value = memory.getByte(address);
    memory.putByte(address, (byte) (set ? value | one : value & ~one));
  }

  private long word(long bitmap, long index) {
    return memory.getLong(bitmap + 8 * index);
  }

  private static long words(int bits) {
    return (Integer.toUnsignedLong(bits) + 63) / 64;
  }

  /** The bits of word {@code index} that belong to a bitmap of {@code bits}. */
  private static long mask(int bits, long index) {
    long left = Integer.toUnsignedLong(bits) - index * 64;
    return left >= 64 ? -1L : (1L << left) - 1;
  }
}
