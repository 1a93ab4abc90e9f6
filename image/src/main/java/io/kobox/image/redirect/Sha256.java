package io.kobox.image.redirect;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;

/**
 * The compression of SHA-256 (FIPS 180-4) on a state that somebody else keeps, which {@link
 * java.security.MessageDigest} cannot take in. Written out as in the kernel (lib/crypto/sha256.c),
 * as the JVM's first compiler, the only one that scripts have, leaves loops as they are.
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
    int[] schedule = new int[ROUNDS];
    int at = 0;
    for (; at + BLOCK <= data.length; at += BLOCK) {
      expand(data, at, schedule);
      compress(h, schedule);
    }
    words.put(0, h);
    return at;
  }

  /** The schedule of a block with the constants added: the words W, which come from its 16. */
  private static void expand(byte[] data, int at, int[] schedule) {
    int w0 = word(data, at);
    int w1 = word(data, at + 4);
    int w2 = word(data, at + 8);
    int w3 = word(data, at + 12);
    int w4 = word(data, at + 16);
    int w5 = word(data, at + 20);
    int w6 = word(data, at + 24);
    int w7 = word(data, at + 28);
    int w8 = word(data, at + 32);
    int w9 = word(data, at + 36);
    int w10 = word(data, at + 40);
    int w11 = word(data, at + 44);
    int w12 = word(data, at + 48);
    int w13 = word(data, at + 52);
    int w14 = word(data, at + 56);
    int w15 = word(data, at + 60);
    for (int i = 0; i < ROUNDS; i += 16) {
      schedule[i] = w0 + K[i];
      schedule[i + 1] = w1 + K[i + 1];
      schedule[i + 2] = w2 + K[i + 2];
      schedule[i + 3] = w3 + K[i + 3];
      schedule[i + 4] = w4 + K[i + 4];
      schedule[i + 5] = w5 + K[i + 5];
      schedule[i + 6] = w6 + K[i + 6];
      schedule[i + 7] = w7 + K[i + 7];
      schedule[i + 8] = w8 + K[i + 8];
      schedule[i + 9] = w9 + K[i + 9];
      schedule[i + 10] = w10 + K[i + 10];
      schedule[i + 11] = w11 + K[i + 11];
      schedule[i + 12] = w12 + K[i + 12];
      schedule[i + 13] = w13 + K[i + 13];
      schedule[i + 14] = w14 + K[i + 14];
      schedule[i + 15] = w15 + K[i + 15];
      w0 += s1(w14) + w9 + s0(w1);
      w1 += s1(w15) + w10 + s0(w2);
      w2 += s1(w0) + w11 + s0(w3);
      w3 += s1(w1) + w12 + s0(w4);
      w4 += s1(w2) + w13 + s0(w5);
      w5 += s1(w3) + w14 + s0(w6);
      w6 += s1(w4) + w15 + s0(w7);
      w7 += s1(w5) + w0 + s0(w8);
      w8 += s1(w6) + w1 + s0(w9);
      w9 += s1(w7) + w2 + s0(w10);
      w10 += s1(w8) + w3 + s0(w11);
      w11 += s1(w9) + w4 + s0(w12);
      w12 += s1(w10) + w5 + s0(w13);
      w13 += s1(w11) + w6 + s0(w14);
      w14 += s1(w12) + w7 + s0(w15);
      w15 += s1(w13) + w8 + s0(w0);
    }
  }

  private static int word(byte[] data, int at) {
    return (data[at] << 24)
        | ((data[at + 1] & 0xff) << 16)
        | ((data[at + 2] & 0xff) << 8)
        | (data[at + 3] & 0xff);
  }

  private static int s0(int x) {
    return Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ (x >>> 3);
  }

  private static int s1(int x) {
    return Integer.rotateRight(x, 17) ^ Integer.rotateRight(x, 19) ^ (x >>> 10);
  }

  private static int e0(int x) {
    return Integer.rotateRight(x, 2) ^ Integer.rotateRight(x, 13) ^ Integer.rotateRight(x, 22);
  }

  private static int e1(int x) {
    return Integer.rotateRight(x, 6) ^ Integer.rotateRight(x, 11) ^ Integer.rotateRight(x, 25);
  }

  private static int ch(int x, int y, int z) {
    return z ^ (x & (y ^ z));
  }

  private static int maj(int x, int y, int z) {
    return (x & y) | (z & (x | y));
  }

  /** Eight rounds at a time, after which each word is in its place again. */
  private static void compress(int[] state, int[] schedule) {
    int a = state[0];
    int b = state[1];
    int c = state[2];
    int d = state[3];
    int e = state[4];
    int f = state[5];
    int g = state[6];
    int h = state[7];
    for (int i = 0; i < ROUNDS; i += 8) {
      int t = h + e1(e) + ch(e, f, g) + schedule[i];
      d += t;
      h = t + e0(a) + maj(a, b, c);
      t = g + e1(d) + ch(d, e, f) + schedule[i + 1];
      c += t;
      g = t + e0(h) + maj(h, a, b);
      t = f + e1(c) + ch(c, d, e) + schedule[i + 2];
      b += t;
      f = t + e0(g) + maj(g, h, a);
      t = e + e1(b) + ch(b, c, d) + schedule[i + 3];
      a += t;
      e = t + e0(f) + maj(f, g, h);
      t = d + e1(a) + ch(a, b, c) + schedule[i + 4];
      h += t;
      d = t + e0(e) + maj(e, f, g);
      t = c + e1(h) + ch(h, a, b) + schedule[i + 5];
      g += t;
      c = t + e0(d) + maj(d, e, f);
      t = b + e1(g) + ch(g, h, a) + schedule[i + 6];
      f += t;
      b = t + e0(c) + maj(c, d, e);
      t = a + e1(f) + ch(f, g, h) + schedule[i + 7];
      e += t;
      a = t + e0(b) + maj(b, c, d);
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
