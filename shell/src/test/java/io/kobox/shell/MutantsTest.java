package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.kobox.kernel.KernelConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed and odd module files: the real kernel's answers, and never a crash of ours. */
class MutantsTest {
  private static final Path MUTANTS = ScriptMachine.TESTDATA.resolve("mutants");
  private static final Path SCRIPT = ScriptMachine.TESTDATA.resolve("scripts/mutant.sh");

  @TempDir private Path folder;

  static Stream<String> mutants() throws Exception {
    try (Stream<Path> files = Files.list(MUTANTS)) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.endsWith(".txt"))
          .map(name -> name.substring(0, name.length() - ".txt".length()))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void sameAsRecorded(String name) throws Exception {
    String want = ScriptMachine.read(MUTANTS.resolve(name + ".txt"));
    ScriptMachine.Result result = load(MUTANTS, name);
    assertEquals(RecordedText.mask(want), RecordedText.mask(result.output()));
  }

  private static ScriptMachine.Result load(Path mods, String name) throws Exception {
    return ScriptMachine.run(
        List.of(new KernelConfig.Bind(mods, "/mods")),
        Map.of(),
        List.of("sh", SCRIPT.toString(), name));
  }

  @Test
  void randomMutationsNeverEscape() {
    mutate(500, 1);
  }

  @Test
  @Tag("nightly")
  void manyRandomMutationsNeverEscape() {
    mutate(20_000, 2);
  }

  /** Flips bytes of a good module; every machine must come to its end by itself. */
  private void mutate(int times, long seed) {
    Random random = new Random(seed);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60L + times),
        () -> {
          byte[] good =
              Files.readAllBytes(
                  ScriptMachine.TESTDATA.resolve("modules/hello_world/hello_world.ko"));
          for (int i = 0; i < times; i++) {
            byte[] bad = good.clone();
            int flips = 1 + random.nextInt(8);
            for (int k = 0; k < flips; k++) {
              bad[random.nextInt(k % 2 == 0 ? bad.length : 4096)] = (byte) random.nextInt();
            }
            Files.write(folder.resolve("mutant.ko"), bad);
            ScriptMachine.Result result = load(folder, "mutant.ko");
            assertFalse(result.output().contains("Exception"), result.output());
          }
        });
  }
}
