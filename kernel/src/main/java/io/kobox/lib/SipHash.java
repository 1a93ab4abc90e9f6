package io.kobox.lib;

/**
 * SipHash of 64-bit words under a key: SipHash-2-4 (lib/siphash.c: siphash_1u64() and its
 * siblings), or with fewer rounds SipHash-1-3, which is what a 64-bit kernel takes for HalfSipHash.
 *
 * @param rounds after each word
 * @param lastRounds after all
 */
public record SipHash(long key0, long key1, int rounds, int lastRounds) {
  /** SipHash-2-4. */
  public SipHash(long key0, long key1) {
    this(key0, key1, 2, 4);
  }

  /** SipHash-1-3. */
  static SipHash half(long key0, long key1) {
    return new SipHash(key0, key1, 1, 3);
  }

  /** The hash of {@code words}. */
  public long hash(long... words) {
    return hash(words, 0, 0);
  }

  /** The hash of {@code words} and {@code restLength} bytes more, the low ones of {@code rest}. */
  long hash(long[] words, long rest, int restLength) {
    State state = new State(key0, key1);
    for (long word : words) {
      state.absorb(word, rounds);
    }
    state.absorb((8L * words.length + restLength) << 56 | rest, rounds);
    return state.finish(lastRounds);
  }

  private static final class State {
    private long v0;
    private long v1;
    private long v2;
    private long v3;

    State(long key0, long key1) {
      v0 = 0x736f6d6570736575L ^ key0;
      v1 = 0x646f72616e646f6dL ^ key1;
      v2 = 0x6c7967656e657261L ^ key0;
      v3 = 0x7465646279746573L ^ key1;
    }

    void absorb(long word, int rounds) {
      v3 ^= word;
      rounds(rounds);
      v0 ^= word;
    }

    long finish(int rounds) {
      v2 ^= 0xff;
      rounds(rounds);
      return v0 ^ v1 ^ v2 ^ v3;
    }

    private void rounds(int count) {
      for (int i = 0; i < count; i++) {
        round();
      }
    }

    private void round() {
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
