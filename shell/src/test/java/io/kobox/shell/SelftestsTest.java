package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kernel's own tests, lib/test_*.c of Debian's linux-source-6.1, on the simulated kernel: what
 * they say of themselves (docs/tasks.md). {@code KOBOX_SELFTESTS} names a folder that
 * tools/selftests filled; else it is run, if the kernel's source is there.
 */
@Tag("nightly")
class SelftestsTest {
  private static final Path TOOLS = Path.of("..", "tools").toAbsolutePath().normalize();
  private static final Path SOURCE = Path.of("/usr/src/linux-source-6.1.tar.xz");
  private static final Path HEADERS = Path.of("/usr/src/linux-headers-6.1.0-56-amd64");

  @TempDir private static Path temporary;

  private static Path modules = temporary;

  @BeforeAll
  static void build() throws Exception {
    String given = System.getenv("KOBOX_SELFTESTS");
    if (given != null) {
      modules = Path.of(given).resolve("libtest");
      return;
    }
    assumeTrue(Files.exists(SOURCE) && Files.exists(HEADERS), "no linux-source-6.1, no headers");
    Process builder =
        new ProcessBuilder(TOOLS.resolve("selftests").toString(), temporary.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(builder.waitFor() == 0, "tools/selftests");
    modules = temporary.resolve("libtest");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          globtest         | glob: 64 self-tests passed, 0 failed
          test_bitmap      | test_bitmap: all 6550 tests passed
          test_bitops      | Completed bitops test
          test_hexdump     | test_hexdump: all 1184 tests passed
          test_ida         | IDA: 147357 of 147357 tests passed
          test_memcat_p    | test_memcat_p: test passed
          test_meminit     | test_meminit: all 131 tests passed!
          test_min_heap    | test passed
          test_printf      | test_printf: all 420 tests passed
          test_scanf       | test_scanf: all 2545 tests passed
          test_siphash     | self-tests: pass
          test_string      | String selftests succeeded
          test_strscpy     | test_strscpy: all 32 tests passed
          test_uuid        | test_uuid: all 18 tests passed
          """)
  void passes(String name, String verdict) throws Exception {
    Path module = modules.resolve(name + ".ko");
    assumeTrue(Files.exists(module), "not built");
    String script = "insmod " + module + " 2>/dev/null; dmesg | tail -n 3";
    String end = ScriptMachine.run(List.of(), Map.of(), List.of("sh", "-c", script)).output();
    assertTrue(end.contains(verdict), end);
  }
}
