package io.kobox.loader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Malformed modules against the real kernel's answer. */
class MutantsTest {
  static Stream<Path> mutants() throws IOException {
    List<Path> mutants = new ArrayList<>(TestModules.modules(TestModules.MUTANTS));
    // kernel_read_file() refuses an empty file with EINVAL before load_module() sees it
    mutants.removeIf(file -> file.endsWith("empty.ko"));
    assertTrue(mutants.size() > 30, "few mutants: " + mutants.size());
    return mutants.stream();
  }

  @ParameterizedTest
  @MethodSource("mutants")
  void failsAsTheKernelDoes(Path file) throws IOException {
    String name = file.getFileName().toString().replaceFirst("\\.xz$", "");
    String recorded = Files.readString(file.resolveSibling(name + ".txt"));
    List<String> log = new ArrayList<>();
    for (String line : recorded.lines().filter(l -> l.matches("\\d+,\\d+,.*;.*")).toList()) {
      log.add(line.replaceFirst(",.*?;", ";").replace("\\x7f", "\u007f"));
    }
    try {
      ModuleImage image = TestModules.load(TestModules.read(file));
      assertEquals("hello_world", image.module().moduleName());
      boolean refusedLater = recorded.contains("version magic") || recorded.contains("(err ");
      boolean needsGzip = name.endsWith(".gz");
      assertTrue(recorded.contains("[insmod rc=0]") || refusedLater || needsGzip, recorded);
    } catch (ModuleLoadException failure) {
      assertTrue(recorded.contains("[insmod rc=1]"), recorded);
      assertTrue(recorded.contains("Invalid module format"), recorded);
      assertEquals(ModuleLoadException.ENOEXEC, failure.errno());
      for (LogLine line : failure.log()) {
        assertTrue(log.contains(line.level() + ";" + line.text()), line + " in " + log);
      }
      assertEquals(1, failure.log().size(), recorded);
    }
  }
}
