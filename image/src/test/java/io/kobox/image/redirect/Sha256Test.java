package io.kobox.image.redirect;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same as the JDK's SHA-256, for data that comes in pieces. */
class Sha256Test {
  /** What a state is before anything was taken in (FIPS 180-4, 5.3.3). */
  private static final int[] INITIAL = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19
  };

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 55, 56, 63, 64, 65, 1000, 100_000})
  void asTheLibrary(int length) throws Exception {
    byte[] data = new byte[length];
    new Random(length).nextBytes(data);
    byte[] state = new byte[Sha256.STATE];
    ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(INITIAL);

    byte[] padded = padded(data);
    int half = padded.length / 2 / Sha256.BLOCK * Sha256.BLOCK;
    assertEquals(half, Sha256.transform(state, Arrays.copyOf(padded, half)));
    byte[] rest = Arrays.copyOfRange(padded, half, padded.length + 1);
    assertEquals(padded.length - half, Sha256.transform(state, rest));

    assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(data), swappedWords(state));
  }

  private static byte[] padded(byte[] data) {
    int blocks = (data.length + 1 + Long.BYTES + Sha256.BLOCK - 1) / Sha256.BLOCK;
    ByteBuffer result = ByteBuffer.allocate(blocks * Sha256.BLOCK);
    result.put(data).put((byte) 0x80);
    result.putLong(result.capacity() - Long.BYTES, 8L * data.length);
    return result.array();
  }

  private static byte[] swappedWords(byte[] state) {
    int[] words = new int[state.length / Integer.BYTES];
    ByteBuffer.wrap(state).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
    ByteBuffer result = ByteBuffer.allocate(state.length);
    result.asIntBuffer().put(words);
    return result.array();
  }
}
