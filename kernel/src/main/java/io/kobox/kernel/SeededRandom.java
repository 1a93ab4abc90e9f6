package io.kobox.kernel;

/**
 * The machine's randomness: the same for the same seed (drivers/char/random.c). The numbers are
 * those of java.util.SplittableRandom, whose state no checkpoint could hold (SplitMix64: Steele,
 * Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
 */
public final class SeededRandom {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  public SeededRandom(long seed) {
    this.state = seed;
  }

  /** get_random_bytes. */
  public void fill(byte[] target, int offset, int count) {
    for (int i = 0; i < count; i++) {
      target[offset + i] = (byte) nextInt();
    }
  }

  public long nextLong() {
    state += GOLDEN_GAMMA;
    long z = (state ^ (state >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  private int nextInt() {
    state += GOLDEN_GAMMA;
    long z = (state ^ (state >>> 33)) * 0x62a9d9ed799705f5L;
    return (int) (((z ^ (z >>> 28)) * 0xcb24d0a5c88c35b3L) >>> 32);
  }
}
