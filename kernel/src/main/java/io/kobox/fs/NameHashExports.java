package io.kobox.fs;

import io.kobox.export.KernelExport;
import io.kobox.export.Leaf;
import io.kobox.machine.GuestMemory;

/** The hashes of names, of fs/namei.c with CONFIG_DCACHE_WORD_ACCESS on 64 bits. */
@Leaf
public final class NameHashExports {
  private static final long GOLDEN_RATIO_64 = 0x61C8_8646_80B5_83EBL;
  private static final int FIRST_ROTATION = 12;
  private static final int SECOND_ROTATION = 45;

  private final GuestMemory memory;

  public NameHashExports(GuestMemory memory) {
    this.memory = memory;
  }

  /** HASH_MIX() over whole words, then fold_hash(). */
  private static final class Hash {
    private long x;
    private long y;

    private Hash(long salt) {
      y = salt;
    }

    private void mix(long word) {
      x ^= word;
      y ^= x;
      x = Long.rotateLeft(x, FIRST_ROTATION) + y;
      y = Long.rotateLeft(y, SECOND_ROTATION) * 9;
    }

    private void last(long word) {
      x ^= word;
    }

    private int fold() {
      return (int) (((y ^ (x * GOLDEN_RATIO_64)) * GOLDEN_RATIO_64) >>> Integer.SIZE);
    }
  }

  // unsigned int full_name_hash(const void *salt, const char *name, unsigned int len)
  @KernelExport
  public int full_name_hash(long salt, long name, int len) {
    Hash hash = new Hash(salt);
    long length = Integer.toUnsignedLong(len);
    long at = 0;
    for (; length - at >= Long.BYTES; at += Long.BYTES) {
      hash.mix(memory.getLong(name + at));
    }
    long word = 0;
    for (int i = 0; at + i < length; i++) {
      word |= octet(name + at + i) << (i * Byte.SIZE);
    }
    hash.last(word);
    return hash.fold();
  }

  // u64 hashlen_string(const void *salt, const char *name)
  @KernelExport
  public long hashlen_string(long salt, long name) {
    Hash hash = new Hash(salt);
    long word = 0;
    int length = 0;
    for (long octet = octet(name); octet != 0; octet = octet(name + length)) {
      word |= octet << (length * Byte.SIZE);
      if (++length % Long.BYTES == 0) {
        hash.mix(word);
        word = 0;
      }
    }
    hash.last(word);
    return ((long) length << Integer.SIZE) | Integer.toUnsignedLong(hash.fold());
  }

  private long octet(long address) {
    return memory.getByte(address) & 0xffL;
  }
}
