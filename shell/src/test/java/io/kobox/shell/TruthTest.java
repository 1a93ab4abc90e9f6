package io.kobox.shell;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded cases on the simulated kernel, but for those that wait for something. */
class TruthTest {
  @TempDir private static Path flat;
  private static TruthCases truth;

  @BeforeAll
  static void collectModules() throws Exception {
    truth = new TruthCases(flat);
  }

  static Stream<String> cases() throws Exception {
    List<String> later =
        Files.readAllLines(ScriptMachine.TESTDATA.resolve("later.txt")).stream()
            .filter(line -> !line.startsWith("#"))
            .map(line -> line.split(" ", 2)[0])
            .toList();
    return TruthCases.all().stream().filter(name -> !later.contains(name));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void sameAsRecorded(String name) throws Exception {
    truth.check(name, ScriptMachine::run);
  }
}
