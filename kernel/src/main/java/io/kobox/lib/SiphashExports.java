package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.machine.GuestMemory;

/**
 * lib/siphash.c. A key is two 64-bit words; hsiphash on 64 bits is SipHash-1-3, of which the lower
 * half counts.
 */
@Leaf
public final class SiphashExports {
  private final GuestMemory memory;

  public SiphashExports(GuestMemory memory) {
    this.memory = memory;
  }

  // u64 siphash_1u64(const u64 first, const siphash_key_t *key)
  @KernelExport
  public long siphash_1u64(long first, long key) {
    return key(key).hash(first);
  }

  // u64 siphash_2u64(const u64 first, const u64 second, const siphash_key_t *key)
  @KernelExport
  public long siphash_2u64(long first, long second, long key) {
    return key(key).hash(first, second);
  }

  // u64 siphash_3u64(const u64 first, const u64 second, const u64 third,
  //                  const siphash_key_t *key)
  @KernelExport
  public long siphash_3u64(long first, long second, long third, long key) {
    return key(key).hash(first, second, third);
  }

  // u64 siphash_4u64(const u64 first, const u64 second, const u64 third, const u64 forth,
  //                  const siphash_key_t *key)
  @KernelExport
  public long siphash_4u64(long first, long second, long third, long forth, long key) {
    return key(key).hash(first, second, third, forth);
  }

  // u64 siphash_1u32(const u32 first, const siphash_key_t *key)
  @KernelExport
  public long siphash_1u32(int first, long key) {
    return key(key).hash(new long[0], Integer.toUnsignedLong(first), 4);
  }

  // u64 siphash_3u32(const u32 first, const u32 second, const u32 third,
  //                  const siphash_key_t *key)
  @KernelExport
  public long siphash_3u32(int first, int second, int third, long key) {
    long[] words = {pair(first, second)};
    return key(key).hash(words, Integer.toUnsignedLong(third), 4);
  }

  // u64 __siphash_unaligned(const void *data, size_t len, const siphash_key_t *key)
  @KernelExport
  public long __siphash_unaligned(long data, long length, long key) {
    return hash(key(key), data, length);
  }

  // u32 __hsiphash_unaligned(const void *data, size_t len, const hsiphash_key_t *key)
  @KernelExport
  public int __hsiphash_unaligned(long data, long length, long key) {
    return (int) hash(halfKey(key), data, length);
  }

  // u32 hsiphash_1u32(const u32 first, const hsiphash_key_t *key)
  @KernelExport
  public int hsiphash_1u32(int first, long key) {
    return (int) halfKey(key).hash(new long[0], Integer.toUnsignedLong(first), 4);
  }

  // u32 hsiphash_2u32(const u32 first, const u32 second, const hsiphash_key_t *key)
  @KernelExport
  public int hsiphash_2u32(int first, int second, long key) {
    return (int) halfKey(key).hash(pair(first, second));
  }

  // u32 hsiphash_3u32(const u32 first, const u32 second, const u32 third,
  //                   const hsiphash_key_t *key)
  @KernelExport
  public int hsiphash_3u32(int first, int second, int third, long key) {
    long[] words = {pair(first, second)};
    return (int) halfKey(key).hash(words, Integer.toUnsignedLong(third), 4);
  }

  // u32 hsiphash_4u32(const u32 first, const u32 second, const u32 third, const u32 forth,
  //                   const hsiphash_key_t *key)
  @KernelExport
  public int hsiphash_4u32(int first, int second, int third, int forth, long key) {
    return (int) halfKey(key).hash(pair(first, second), pair(third, forth));
  }

  private static long pair(int low, int high) {
    return Integer.toUnsignedLong(high) << 32 | Integer.toUnsignedLong(low);
  }

  private long hash(SipHash key, long data, long length) {
    long[] words = new long[(int) (length >>> 3)];
    for (int i = 0; i < words.length; i++) {
      words[i] = memory.getLong(data + 8L * i);
    }
    int rest = (int) length & 7;
    long last = 0;
    for (int i = 0; i < rest; i++) {
      last |= (memory.getByte(data + 8L * words.length + i) & 0xffL) << (8 * i);
    }
    return key.hash(words, last, rest);
  }

  private SipHash halfKey(long address) {
    return SipHash.half(memory.getLong(address), memory.getLong(address + 8));
  }

  private SipHash key(long address) {
    return new SipHash(memory.getLong(address), memory.getLong(address + 8));
  }
}
