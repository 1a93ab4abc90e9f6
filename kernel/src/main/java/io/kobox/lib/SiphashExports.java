package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** lib/siphash.c: the forms for a few words. A key is two 64-bit words. */
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
    long[] words = {Integer.toUnsignedLong(second) << 32 | Integer.toUnsignedLong(first)};
    return key(key).hash(words, Integer.toUnsignedLong(third), 4);
  }

  private SipHash key(long address) {
    return new SipHash(memory.getLong(address), memory.getLong(address + 8));
  }
}
