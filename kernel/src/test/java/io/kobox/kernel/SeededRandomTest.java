package io.kobox.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
  /** Recorded seeds mean what they meant. */
  @Test
  void theNumbersAreThoseOfJavasGenerator() {
    for (long seed : new long[] {0, 1, 7, -1, Long.MIN_VALUE}) {
      SplittableRandom expected = new SplittableRandom(seed);
      SeededRandom random = new SeededRandom(seed);
      byte[] bytes = new byte[9];
      for (int i = 0; i < 100; i++) {
        assertEquals(expected.nextLong(), random.nextLong());
        byte[] same = new byte[9];
        for (int at = 0; at < same.length; at++) {
          same[at] = (byte) expected.nextInt();
        }
        random.fill(bytes, 0, bytes.length);
        assertArrayEquals(same, bytes);
      }
    }
  }
}
