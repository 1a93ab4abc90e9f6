package io.kobox.drivers.random;

import io.kobox.export.KernelExport;
import io.kobox.kernel.SeededRandom;
import io.kobox.machine.GuestMemory;

/** Random numbers for modules: the machine's seed decides them (drivers/char/random.c). */
public final class RandomExports {
  private static final int CHUNK = 4096;

  private final SeededRandom random;
  private final GuestMemory memory;

  public RandomExports(SeededRandom random, GuestMemory memory) {
    this.random = random;
    this.memory = memory;
  }

  /** void get_random_bytes(void *buf, size_t len). */
  @KernelExport
  void get_random_bytes(long buffer, long length) {
    byte[] bytes = new byte[CHUNK];
    for (long done = 0; done < length; done += CHUNK) {
      int count = (int) Math.min(CHUNK, length - done);
      random.fill(bytes, 0, count);
      memory.write(buffer + done, bytes, 0, count);
    }
  }

  /** u8 get_random_u8(void). */
  @KernelExport
  long get_random_u8() {
    return random.nextLong() & 0xff;
  }

  /** u16 get_random_u16(void). */
  @KernelExport
  long get_random_u16() {
    return random.nextLong() & 0xffff;
  }

  /** u32 get_random_u32(void). */
  @KernelExport
  long get_random_u32() {
    return random.nextLong() & 0xffffffffL;
  }

  /** u32 __get_random_u32_below(u32 ceil): without bias; all of them if {@code ceil} is 0. */
  @KernelExport
  long __get_random_u32_below(int ceil) {
    long random = get_random_u32();
    if (ceil == 0) {
      return random;
    }
    long bound = Integer.toUnsignedLong(ceil);
    long product = bound * random;
    if ((product & 0xffffffffL) < bound) {
      long least = Integer.toUnsignedLong(Integer.remainderUnsigned(-ceil, ceil));
      while ((product & 0xffffffffL) < least) {
        product = bound * get_random_u32();
      }
    }
    return product >>> Integer.SIZE;
  }

  /** u64 get_random_u64(void). */
  @KernelExport
  long get_random_u64() {
    return random.nextLong();
  }
}
