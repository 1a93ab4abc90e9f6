package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kobox.kernel.KernelConfig;
import io.kobox.profile.KernelImages;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * A module with KUnit suites (testdata/kunit; KUnit itself by tools/kunit/build), whose log was
 * recorded on the real kernel.
 */
class KunitTest {
  private static final String KERNEL = "6.1.0-56-amd64";
  private static final Path FILES = ScriptMachine.TESTDATA.resolve("kunit");
  private static final String MODULE = FILES.resolve("stack_kunit.ko").toString();
  private static final Path BUILD = Path.of("..", "tools", "kunit", "build").toAbsolutePath();
  private static final Pattern SUITE = Pattern.compile(" {2}# Subtest: .*/(.*)");
  private static final Pattern RESULT = Pattern.compile(" {4}((?:not )?ok) \\d+ (.*?)( # SKIP.*)?");
  private static final String LOG =
      "cd "
          + FILES
          + "; insmod kunit.ko && insmod stack_kunit.ko; dmesg | sed 's/^\\[ *[0-9.]*\\] //'"
          + "; rmmod stack_kunit kunit";

  @TempDir private Path folder;

  private record Outcome(int status, String out) {}

  static boolean hasImage() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  private static Outcome kobox(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int status = new Kobox(stream, stream).run(List.of(words));
    return new Outcome(status, out.toString(StandardCharsets.UTF_8));
  }

  private static void assertRecorded(@Nullable Path image) throws Exception {
    KernelConfig config = new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
    String out = ScriptMachine.run(image, config, Map.of(), List.of("sh", "-c", LOG)).output();
    String expected = Files.readString(FILES.resolve("expected-dmesg"));
    assertEquals(expected, out.substring(out.indexOf("kunit: loading")));
  }

  @Test
  void logAsRecorded() throws Exception {
    assertRecorded(null);
  }

  @Test
  @EnabledIf("hasImage")
  void logAsRecordedOnTheImageKernel() throws Exception {
    assertRecorded(Objects.requireNonNull(KernelImages.ofUser().find(KERNEL)).vmlinux());
  }

  @Test
  void eachTestOfTheKernelIsOne() throws Exception {
    Path xml = folder.resolve("results.xml");
    Outcome outcome = kobox("test", MODULE, "--junit-xml", xml.toString());
    assertEquals(1, outcome.status());
    assertEquals(
        """
        1..8
        # # refused:     # failed to initialize (-16)
        not ok 1 refused
        ok 2 stack.last_in_first_out
        ok 3 stack.empty_has_no_data
        not ok 4 stack.wrong_expectation
        not ok 5 stack.gives_up
        ok 6 stack.not_here # SKIP no such stack
        not ok 7 stack.full_has_no_space
        ok 8 good.always_true
        """,
        outcome
            .out()
            .lines()
            .filter(line -> line.matches(" {4}((not )?ok |1\\.|# # refused).*"))
            .map(line -> line.substring(4) + "\n")
            .collect(Collectors.joining()));
    assertTrue(outcome.out().endsWith("# Totals: pass:3 fail:4 skip:1 total:8\n"), outcome::out);
    String results = Files.readString(xml);
    assertTrue(results.contains("tests=\"8\" failures=\"4\" errors=\"0\" skipped=\"1\""), results);
    assertTrue(results.contains("popped 7"), results);
  }

  @Test
  void withoutKunitItIsSkipped() throws Exception {
    Path module = folder.resolve("stack_kunit.ko");
    Files.copy(Path.of(MODULE), module);
    Outcome outcome = kobox("test", module.toString());
    assertTrue(
        outcome.out().contains("ok 1 kunit # SKIP there is no kunit.ko, neither"), outcome::out);
    assertEquals(0, outcome.status());
  }

  /**
   * The suites of the kernel's lib/, all tests of which end as on the real kernel
   * (testdata/kunit/verdicts). {@code KOBOX_KUNIT} names a folder that tools/kunit/build filled;
   * else it is run, if the kernel's source is there.
   */
  @Test
  @Tag("nightly")
  @EnabledIf("hasImage")
  void theKernelsSuites() throws Exception {
    assertVerdicts(List.of("--kernel", KERNEL), line -> true);
  }

  /**
   * The same on the simulated kernel, but for those that it has no functions for, and one whose 58
   * million calls take it longer than the detector of soft lockups waits.
   */
  @Test
  @Tag("nightly")
  void theKernelsSuitesOnTheSimulatedKernel() throws Exception {
    assertVerdicts(
        List.of(), line -> !line.matches("(longest|overflow|sysctl|test_linear|time_test).*"));
  }

  private void assertVerdicts(List<String> options, Predicate<String> which) throws Exception {
    Path modules = suites();
    List<String> verdicts =
        Files.readAllLines(FILES.resolve("verdicts")).stream().filter(which).toList();
    List<String> words = new ArrayList<>(options);
    words.add("test");
    verdicts.stream()
        .map(line -> modules.resolve(line.substring(0, line.indexOf(' '))).toString())
        .distinct()
        .forEach(words::add);
    assertEquals(verdicts, verdicts(kobox(words.toArray(String[]::new)).out()));
  }

  private Path suites() throws Exception {
    String given = System.getenv("KOBOX_KUNIT");
    if (given != null) {
      return Path.of(given);
    }
    assumeTrue(Files.exists(Path.of("/usr/src/linux-source-6.1.tar.xz")), "linux-source-6.1");
    Process builder =
        new ProcessBuilder(BUILD.toString(), folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(0, builder.waitFor(), "tools/kunit/build");
    return folder;
  }

  /** A line for each test: the module's file, the test's name, and ok, not ok or skip. */
  private static List<String> verdicts(String ktap) {
    List<String> verdicts = new ArrayList<>();
    String file = "";
    for (String line : ktap.lines().toList()) {
      Matcher suite = SUITE.matcher(line);
      Matcher result = RESULT.matcher(line);
      if (suite.matches()) {
        file = suite.group(1);
      } else if (result.matches()) {
        verdicts.add(
            file
                + " "
                + result.group(2)
                + (result.group(3) != null ? " skip" : " " + result.group(1)));
      }
    }
    return verdicts;
  }
}
