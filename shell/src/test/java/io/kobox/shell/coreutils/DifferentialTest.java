package io.kobox.shell.coreutils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our commands against the real programs of this host; see differential.txt. */
final class DifferentialTest {
  static Stream<String> lines() throws IOException {
    try (InputStream table = DifferentialTest.class.getResourceAsStream("differential.txt")) {
      String text =
          new String(Objects.requireNonNull(table).readAllBytes(), StandardCharsets.UTF_8);
      return text
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("lines")
  void sameAsTheRealProgram(String line) throws Exception {
    String[] words = line.split(" ", 0);
    String program = words[0].equals("busybox") ? "busybox" : words[1];
    assumeTrue(Differential.isInstalled(program), program + " is not on this machine");
    assertEquals("", Differential.compare(line));
  }
}
