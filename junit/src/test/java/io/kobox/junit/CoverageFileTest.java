package io.kobox.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.gcov.CodeWatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dkobox.coverage}: one file for all tests of a run. */
class CoverageFileTest {
  private static final String PROPERTY = "kobox.coverage";
  private static final Path HELLO = Path.of("../testdata/modules/hello_world/hello_world.ko");

  @TempDir private Path folder;

  @AfterEach
  void clear() {
    System.clearProperty(PROPERTY);
  }

  @Test
  void machinesAreAddedUp() throws Exception {
    Path file = folder.resolve("target").resolve("coverage.info");
    System.setProperty(PROPERTY, file.toString());
    try (CoverageFile coverage = new CoverageFile()) {
      for (int i = 0; i < 3; i++) {
        CodeWatcher watcher = Objects.requireNonNull(coverage.newMachine());
        try (Machine machine = Machine.boot(0, List.of(), watcher, null)) {
          Module hello = machine.insmod(HELLO);
          if (i > 0) {
            hello.remove();
          }
        }
      }
    }
    List<String> lines = Files.readAllLines(file);
    assertTrue(lines.contains("FNDA:3,hello_init"), lines::toString);
    assertTrue(lines.contains("FNDA:2,hello_exit"), lines::toString);
  }

  @Test
  void nobodyIsToldWithoutTheProperty() throws Exception {
    try (CoverageFile coverage = new CoverageFile()) {
      assertEquals(null, coverage.newMachine());
    }
  }
}
