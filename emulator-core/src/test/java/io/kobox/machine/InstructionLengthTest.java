package io.kobox.machine;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InstructionLengthTest {
  /** One of each form that objdump found in the text of Debian's kernel 6.1.0-56-amd64. */
  static Stream<String> instructions() throws IOException {
    try (InputStream in =
        requireNonNull(InstructionLengthTest.class.getResourceAsStream("/pc/instructions.txt"))) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("instructions")
  void isWhatObjdumpSays(String hex) {
    byte[] instruction = HexFormat.of().parseHex(hex);
    byte[] code = Arrays.copyOf(instruction, instruction.length + 16);
    assertEquals(instruction.length, InstructionLength.of(code, 0));
  }

  @Test
  void endsWithTheCode() {
    byte[] cut = {0x48, (byte) 0xb8, 1, 2};
    assertEquals(1, InstructionLength.of(cut, 0));
  }

  @Test
  void thoseOfPortsAreKnownBehindTheirPrefixes() {
    for (String hex : new String[] {"ec", "e580", "ee", "66e780", "f36c", "6e", "f3666d", "48ed"}) {
      assertTrue(InstructionLength.usesPorts(HexFormat.of().parseHex(hex), 0), hex);
    }
    for (String hex : new String[] {"0fec", "e8", "cd55", "fa", "66900f"}) {
      assertFalse(InstructionLength.usesPorts(HexFormat.of().parseHex(hex), 0), hex);
    }
  }
}
