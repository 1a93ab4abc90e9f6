package io.kobox.shell.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.shell.test.TestResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kobox lab}: what it copies, keeps and says. Machines are not run. */
class LabCommandTest {
  @TempDir private Path top;
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private String failing = "";

  @BeforeEach
  void writeLab() throws Exception {
    write("labs/07-box/README.md", "# Lab 7: A *box*\n\nTime: 20 minutes\n");
    write("labs/07-box/hints.md", "# Hints\n\n## One\n\nfirst\n\n## Two\n\nsecond\n");
    write(
        "labs/07-box/check.kbt",
        """
        # Step: It opens
        # Expected: the lid is
        #   up
        # Look: box.c
        test_opens() { true; }

        # Step: It closes
        # Expected: the lid is down
        # Look: the lid
        # Seeds: 3-5
        test_closes() { true; }
        """);
    write("labs/07-box/starter/box.c", "starter");
    write("labs/07-box/starter/box.ko", "built");
    write("labs/07-box/solution/box.c", "solution");
    write("labs/07-box/solution/box.ko", "built");
    write("labs/07-box/solution/README.md", "# Solution\n\n## Answers\n");
    write("labs/07-box/wrong/2-no-lid/box.ko", "built");
  }

  private void write(String name, String text) throws Exception {
    Path file = top.resolve(name);
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(file, text);
  }

  private int lab(Path directory, String... words) throws Exception {
    written.reset();
    PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    LabCheck.Machine machine =
        (test, seed) -> {
          boolean fails = failing.equals(test.name() + " " + seed);
          return new TestResult(
              test,
              fails ? TestResult.Verdict.FAILED : TestResult.Verdict.PASSED,
              fails ? 1 : 0,
              seed,
              0,
              fails ? List.of("it did not") : List.of(),
              List.of("a message"),
              List.of());
        };
    return new LabCommand(
            new Labs(top.resolve("labs")),
            directory,
            machine,
            out,
            out,
            new Style(false),
            new Pager(out, false, 24, 80))
        .run(List.of(words));
  }

  private String said() {
    return written.toString(StandardCharsets.UTF_8);
  }

  private Path started() throws Exception {
    assertEquals(0, lab(top, "start", "box"));
    return top.resolve("07-box");
  }

  @Test
  void labsAreFoundByNameAndNumber() throws Exception {
    assertEquals(0, lab(top, "list"));
    assertEquals("07-box  Lab 7: A *box* (20 minutes)\n", said());
    for (String name : List.of("7", "07", "box", "07-box")) {
      assertEquals(0, lab(top, "start", name, "in-" + name), this::said);
    }
    assertEquals(2, lab(top, "start", "8"));
    assertEquals("kobox: lab: 8: there is no such lab; 'kobox lab list' shows them\n", said());
  }

  @Test
  void startOverwritesNothing() throws Exception {
    write("07-box/box.c", "mine");
    assertEquals(2, lab(top, "start", "box"));
    assertEquals("mine", Files.readString(top.resolve("07-box/box.c")));
    assertFalse(Files.exists(top.resolve("07-box/README.md")));
  }

  @Test
  void checkSaysWhatWasExpectedAndWhatHappened() throws Exception {
    Path folder = started();
    failing = "test_closes 4";
    assertEquals(1, lab(folder, "check"));
    assertEquals(
        """
        07-box

          ok   1  It opens
          FAIL 2  It closes
                  expected  the lid is down
                  happened  it did not
                            (with seed 4)
                  log       a message
                  look      the lid

        1 of 2 steps passed
        'kobox lab hint' gives a hint; 'kobox lab read' shows the text
        """,
        said());
    failing = "";
    assertEquals(0, lab(folder, "check", "--json"));
    assertTrue(said().contains("\"passed\": 2"), this::said);
    assertEquals(0, lab(top, "status"));
    assertEquals("07-box                   2 of 2 steps, 2 checks, 0 hints\n", said());
  }

  @Test
  void nothingBuiltIsNothingToCheck() throws Exception {
    Path folder = started();
    Files.delete(folder.resolve("box.ko"));
    assertEquals(2, lab(folder, "check"));
    assertEquals("kobox: lab: box.ko: not there; build first: 'kobox build .'\n", said());
    assertEquals(2, lab(top, "check"));
    assertEquals(2, lab(folder, "check", "--step", "3x"));
  }

  @Test
  void hintsComeOneAfterTheOther() throws Exception {
    Path folder = started();
    lab(folder, "hint");
    assertTrue(said().contains("first") && said().endsWith("hint 1 of 2\n"), this::said);
    lab(folder, "hint");
    assertTrue(said().contains("second"), this::said);
    lab(folder, "hint", "1");
    assertTrue(said().contains("first"), this::said);
    assertEquals(2, lab(folder, "hint", "3"));
  }

  @Test
  void resetKeepsTheOldFiles() throws Exception {
    Path folder = started();
    Files.writeString(folder.resolve("box.c"), "mine");
    assertEquals(0, lab(folder, "reset"));
    assertEquals("starter", Files.readString(folder.resolve("box.c")));
    assertEquals("mine", Files.readString(folder.resolve("old-1/box.c")));
  }

  @Test
  void answersAreStudiedBesideOnesOwn() throws Exception {
    Path folder = started();
    assertEquals(0, lab(folder, "study"));
    assertEquals("starter\nsolution\n2-no-lid\n", said());
    assertEquals(0, lab(folder, "study", "2-no-lid"));
    assertEquals(0, lab(folder, "check", "study/2-no-lid"));
    assertEquals(0, lab(folder, "status"));
    assertTrue(said().contains("0 checks"), this::said);
  }

  @Test
  void aDamagedProgressIsTold() throws Exception {
    Path folder = started();
    for (String text : List.of("", "{}", "[", "{\"lab\":[]}")) {
      Files.writeString(folder.resolve(Progress.FILE), text);
      assertEquals(2, lab(folder, "check"));
      assertTrue(said().contains("damaged"), this::said);
    }
  }

  @Test
  void markdownBecomesLines() {
    assertEquals(
        List.of(
            "# Title",
            "",
            "Some long text",
            "with `code` in it.",
            "",
            "1. one more",
            "2. two",
            "",
            "    int x;"),
        MarkdownText.lines(
            "# Title\n\nSome long *text* with `code` in it.\n\n1. one\n   more\n2. two\n\n```\nint x;\n```\n",
            new Style(false),
            18));
  }
}
