package io.kobox.pc;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

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
}
