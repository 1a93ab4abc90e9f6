package io.kobox.image.redirect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The compression of SHA-256 (FIPS 180-4) on a state that somebody else keeps, which {@link
 * java.security.MessageDigest} cannot take in.
 */
final class Sha256 {
  /** Bytes of a block. */
  static final int BLOCK = 64;

  /** Bytes of the state: eight words, as an x86 has them in memory. */
  static final int STATE = 32;

  private static final int ROUNDS = 64;
  private static final int[] K = constants();

  private Sha256() {}

  /** The first 32 bits of the fractional parts of the cube roots of the first primes. */
  private static int[] constants() {
    int[] result = new int[ROUNDS];
    int prime = 2;
    for (int i = 0; i < ROUNDS; prime++) {
      if (isPrime(prime)) {
        result[i++] = (int) (long) (StrictMath.cbrt(prime) % 1 * (1L << Integer.SIZE));
      }
    }
    return result;
  }

  private static boolean isPrime(int number) {
    for (int divisor = 2; divisor * divisor <= number; divisor++) {
      if (number % divisor == 0) {
        return false;
      }
    }
    return true;
  }

  /** Takes in the whole blocks of {@code data}; returns how many bytes those are. */
  static int transform(byte[] state, byte[] data) {
    IntBuffer words = ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer();
    int[] h = new int[STATE / Integer.BYTES];
    words.get(0, h);
    int[] w = new int[ROUNDS];
    int at = 0;
    for (; at + BLOCK <= data.length; at += BLOCK) {
      expand(data, at, w);
      compress(h, w);
    }
    words.put(0, h);
    return at;
  }

  private static void expand(byte[] data, int at, int[] w) {
    for (int i = 0, from = at; i < 16; i++, from += Integer.BYTES) {
      w[i] =
          (data[from] << 24)
              | ((data[from + 1] & 0xff) << 16)
              | ((data[from + 2] & 0xff) << 8)
              | (data[from + 3] & 0xff);
    }
    for (int i = 16; i < ROUNDS; i++) {
      int a = w[i - 15];
      int b = w[i - 2];
      int s0 = Integer.rotateRight(a, 7) ^ Integer.rotateRight(a, 18) ^ (a >>> 3);
      int s1 = Integer.rotateRight(b, 17) ^ Integer.rotateRight(b, 19) ^ (b >>> 10);
      w[i] = s1 + w[i - 7] + s0 + w[i - 16];
    }
  }

  private static void compress(int[] state, int[] w) {
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    int f = state[5];
    int g = state[6];
    int h = state[7];
    for (int i = 0; i < ROUNDS; i++) {
      int e1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
      int t1 = h + e1 + ((e & f) ^ (~e & g)) + K[i] + w[i];
      int e0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
      int t2 = e0 + ((a & b) ^ (a & c) ^ (b & c));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
    state[5] += f;
    state[6] += g;
    state[7] += h;
  }
}
