package io.kobox.kernel;

import java.util.SplittableRandom;

/** The machine's randomness: the same for the same seed (drivers/char/random.c). */
public final class SeededRandom {
  private final SplittableRandom random;

  public SeededRandom(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** get_random_bytes. */
  public void fill(byte[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = (byte) random.nextInt();
    }
  }

  public long nextLong() {
    return random.nextLong();
  }
}
