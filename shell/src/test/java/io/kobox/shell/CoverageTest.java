package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.profile.KernelImages;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** {@code --coverage}: the example driver's lines, counted. */
class CoverageTest {
  private static final Path EXAMPLE =
      Path.of("..", "examples", "mailbox").toAbsolutePath().normalize();
  private static final String KERNEL = "6.1.0-56-amd64";

  /** Five messages, of which a box for two takes the first two. */
  private static final String SCRIPT =
      """
      insmod %s capacity=2
      for i in 1 2 3 4 5; do echo -n $i > /dev/mailbox; done 2> /dev/null || true
      """
          .formatted(EXAMPLE.resolve("mailbox.ko"));

  @TempDir private Path folder;

  static boolean hasGenhtml() {
    return Files.isExecutable(Path.of("/usr/bin/genhtml"));
  }

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  private static String kobox(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    new Kobox(stream, stream).run(List.of(words));
    return out.toString(StandardCharsets.UTF_8);
  }

  private List<String> covered(String... options) throws Exception {
    String test =
        Files.writeString(folder.resolve("box.kbt"), "test_box() {\n" + SCRIPT + ":\n}\n")
            .toString();
    Path file = folder.resolve("box.info");
    List<String> words = new ArrayList<>(List.of(options));
    words.addAll(List.of("test", "--coverage=" + file, test, EXAMPLE.toString()));
    words.addAll(List.of("--filter", "test_box"));
    String out = kobox(words.toArray(String[]::new));
    assertTrue(out.contains("fail:0 "), out);
    return Files.readAllLines(file);
  }

  private static void assertCounts(List<String> lines) {
    assertEquals("SF:" + EXAMPLE.resolve("mailbox.c"), lines.get(1));
    assertTrue(lines.contains("FN:106,mailbox_write"), lines::toString);
    assertTrue(lines.contains("FNDA:5,mailbox_write"), lines::toString);
    assertTrue(lines.contains("FNDA:0,mailbox_read"), lines::toString);
    assertTrue(lines.contains("DA:119,5"), "message->length = length: " + lines);
    assertTrue(lines.contains("DA:124,2"), "count++: " + lines);
    assertTrue(lines.contains("DA:131,3"), "return result: " + lines);
    assertTrue(lines.contains("DA:134,2"), "mailbox_busy(): " + lines);
    assertTrue(lines.contains("DA:256,1"), "pr_info in init, whose memory is freed: " + lines);
    assertTrue(lines.contains("DA:139,0"), "mailbox_read: " + lines);
    assertEquals(1, lines.stream().filter(line -> line.startsWith("SF:")).count());
  }

  @Test
  void linesAreCountedAsTheyRan() throws Exception {
    assertCounts(covered());
  }

  @Test
  @EnabledIf("isInstalled")
  void linesAreCountedOnTheImageKernel() throws Exception {
    assertCounts(covered("--kernel", KERNEL));
  }

  @Test
  void theTableTellsWhatNeverRan() {
    String out =
        kobox("test", "--coverage", EXAMPLE.resolve("mailbox.kbt").toString(), "--filter", "full");
    assertTrue(
        out.lines().anyMatch(line -> line.matches("# file +lines +functions +lines that .*")), out);
    assertTrue(
        out.lines()
            .anyMatch(
                line -> line.matches("# .*mailbox\\.c +\\d+\\.\\d% \\(\\d+/97\\) .*139-226.*")),
        out);
  }

  @Test
  @EnabledIf("hasGenhtml")
  void genhtmlMakesPagesOfIt() throws Exception {
    covered();
    Process genhtml =
        new ProcessBuilder(
                "/usr/bin/genhtml",
                "-o",
                folder.resolve("html").toString(),
                folder.resolve("box.info").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("genhtml.log").toFile())
            .start();
    assertTrue(genhtml.waitFor(60, TimeUnit.SECONDS));
    String said = Files.readString(folder.resolve("genhtml.log"));
    assertEquals(0, genhtml.exitValue(), said);
    assertTrue(said.contains("(" + hit() + " of 97 lines)"), said);
    String page =
        Files.readString(folder.resolve("html").resolve("mailbox").resolve("mailbox.c.gcov.html"));
    assertTrue(page.contains("mailbox_write"), "the source is in the page");
  }

  private long hit() throws Exception {
    return Files.readAllLines(folder.resolve("box.info")).stream()
        .filter(line -> line.startsWith("DA:") && !line.endsWith(",0"))
        .count();
  }
}
