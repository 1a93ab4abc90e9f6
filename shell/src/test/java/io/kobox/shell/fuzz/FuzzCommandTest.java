package io.kobox.shell.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.profile.KernelImages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The fuzzing engine can run once in a process: each run has its own. */
@EnabledOnOs(OS.LINUX)
class FuzzCommandTest {
  private static final Path EXAMPLE =
      Path.of("..", "examples", "mailbox").toAbsolutePath().normalize();

  private static final String KERNEL = "6.1.0-56-amd64";

  @TempDir private Path folder;

  private record Outcome(int status, String out) {}

  @BeforeAll
  static void theEngineIsThere() throws IOException {
    LibFuzzer.load();
  }

  private Outcome kobox(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    for (String property : List.of("kobox.libfuzzer", "kobox.libunicorn")) {
      if (System.getProperty(property) != null) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.kobox.shell.Main"));
    command.addAll(List.of(words));
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS));
    return new Outcome(process.exitValue(), Files.readString(out));
  }

  private Outcome fuzz(String module, int runs) throws Exception {
    return kobox(
        "fuzz",
        "--runs=" + runs,
        "--out=" + folder.resolve("found"),
        EXAMPLE.resolve(module).toString(),
        "capacity=2");
  }

  private Outcome fuzzWindow(String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("fuzz", "--out=" + folder.resolve("found"), "--runs=130"));
    words.add(Path.of("../testdata/fuzz/window.ko").toString());
    return kobox(words.toArray(String[]::new));
  }

  @Test
  void aBugIsFoundMadeSmallAndFoundAgainByItsTest() throws Exception {
    Outcome outcome = fuzz("bugs/05-off-by-one-in-ioctl/mailbox.ko", 60);
    assertEquals(1, outcome.status(), outcome::out);
    assertTrue(outcome.out().contains("): Right Redzone overwritten\n"), outcome::out);
    assertTrue(outcome.out().endsWith("60 inputs, found: 1\n"), outcome::out);
    String test = Files.readString(folder.resolve("found").resolve("fuzz-mailbox-1.kbt"));
    assertTrue(
        test.endsWith(
            """
            mailbox.ko capacity=2
              syscalls << 'END'
            open 0 /dev/mailbox 04002
            ioctl 0 0x40084d03 "" 20
            END
            }
            """),
        test);
    Outcome again = kobox("test", folder.resolve("found").toString());
    assertEquals(1, again.status(), again::out);
    assertTrue(again.out().contains("): Right Redzone overwritten\n"), again::out);
  }

  /** Two readers take the same message: found by their order, which the test repeats. */
  @Test
  void aRaceIsFoundAndFoundAgainByItsTest() throws Exception {
    Outcome outcome = fuzz("bugs/07-race-of-read-and-clear/mailbox.ko", 150);
    assertTrue(outcome.out().contains("BUG: KASAN: double-free in kfree"), outcome::out);
    String test = Files.readString(folder.resolve("found").resolve("fuzz-mailbox-1.kbt"));
    assertTrue(test.contains("\nseed "), test);
    assertTrue(test.contains("\n1: ") && test.contains("\n2: "), test);
    Outcome again = kobox("test", folder.resolve("found").toString());
    assertTrue(again.out().contains("BUG: KASAN: double-free in kfree"), again::out);
  }

  @Test
  void mappingsParametersAndFilesAreTried() throws Exception {
    Outcome outcome = fuzzWindow();
    assertTrue(outcome.out().contains("divide error: 0000"), outcome::out);
    assertTrue(outcome.out().contains("window.ko shares=0\n"), outcome::out);
    assertTrue(outcome.out().contains("    put /proc/window \"-1"), outcome::out);
    assertTrue(outcome.out().contains("    load 0 0 8"), outcome::out);
    assertTrue(outcome.out().contains("BUG: unable to handle page fault"), outcome::out);
    assertEquals(1, outcome.status());
    Outcome again = kobox("test", folder.resolve("found").toString());
    assertTrue(again.out().contains("fail:4"), again::out);
  }

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  @Test
  @EnabledIf("isInstalled")
  void onARealKernel() throws Exception {
    Outcome outcome = fuzzWindow("--kernel", KERNEL);
    assertTrue(outcome.out().contains("divide error: 0000"), outcome::out);
    assertTrue(outcome.out().contains("    put /proc/window \"-1"), outcome::out);
    assertTrue(outcome.out().contains("BUG: unable to handle page fault"), outcome::out);
  }

  /** The example's planted bugs that break something that a check looks at. */
  @ParameterizedTest(name = "{0}")
  @Tag("nightly")
  @CsvSource(
      delimiter = '|',
      value = {
        "01-leak-on-error-path      | unreferenced object",
        "02-use-after-free-on-close | Poison overwritten",
        "04-sleep-under-spinlock    | BUG: sleeping function called from invalid context",
        "05-off-by-one-in-ioctl     | Right Redzone overwritten",
        "06-unregister-forgotten    | left a misc device mailbox behind",
        "07-race-of-read-and-clear  | double-free",
        "10-timer-alive-after-exit  | left a timer behind",
        "11-double-free             | double-free",
        "12-stack-overflow          | stack guard page was hit",
      })
  void plantedBugsAreFound(String bug, String report) throws Exception {
    Outcome outcome = fuzz("bugs/" + bug + "/mailbox.ko", 200);
    assertTrue(outcome.out().contains(report), outcome::out);
    Outcome again = kobox("test", folder.resolve("found").toString());
    assertTrue(again.out().contains(report), again::out);
  }

  @Test
  void theSameSeedFindsTheSame() throws Exception {
    Outcome first = fuzz("bugs/11-double-free/mailbox.ko", 120);
    assertTrue(first.out().contains("BUG: KASAN: double-free in kfree"), first::out);
    assertTrue(first.out().contains("    readbad 0 "), first::out);
    assertEquals(first.out(), fuzz("bugs/11-double-free/mailbox.ko", 120).out());
  }

  @Test
  void aModuleThatIsWrongByItselfNeedsNoInputs() throws Exception {
    Outcome outcome = fuzz("bugs/10-timer-alive-after-exit/mailbox.ko", 60);
    assertTrue(outcome.out().contains("left a timer behind"), outcome::out);
    assertTrue(outcome.out().endsWith("0 inputs, found: 1\n"), outcome::out);
  }

  @Test
  void nothingIsFoundInTheDriverItself() throws Exception {
    Outcome outcome = fuzz("mailbox.ko", 150);
    assertEquals("150 inputs, found: 0\n", outcome.out());
    assertEquals(0, outcome.status());
  }

  @Test
  void wrongUsageIsTold() throws Exception {
    assertEquals(2, kobox("fuzz").status());
    assertEquals(2, kobox("fuzz", "nowhere.ko").status());
    assertEquals(2, kobox("fuzz", "--runs", "many", "x.ko").status());
  }
}
