package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kobox test}: what it prints, and its exit status. */
class TestRunTest {
  private static final Path EXAMPLE =
      Path.of("..", "examples", "mailbox").toAbsolutePath().normalize();

  @TempDir private Path folder;

  private record Outcome(int status, String out) {}

  private static Outcome test(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> arguments = new ArrayList<>(List.of("test"));
    arguments.addAll(List.of(words));
    int status = new Kobox(stream, stream).run(arguments);
    return new Outcome(status, out.toString(StandardCharsets.UTF_8));
  }

  private String write(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  @Test
  void theExamplePasses() {
    Outcome outcome = test(EXAMPLE.resolve("mailbox.kbt").toString());
    assertTrue(outcome.out().endsWith("# Totals: pass:7 fail:0 skip:0 total:7\n"), outcome::out);
    assertEquals(0, outcome.status());
  }

  @Test
  void eachWayToEndIsTold() throws Exception {
    String file =
        write(
            "ways.kbt",
            """
            test_passes() { expect hello echo hello; fails -s 1 false; }
            test_fails() {
              expect hello echo goodbye
            }
            test_is_skipped() { skip no hardware; }
            """);
    Outcome outcome = test(file);
    assertEquals(1, outcome.status());
    assertEquals(
        """
        KTAP version 1
        1..1
          KTAP version 1
          # Subtest: %1$s
          1..3
          ok 1 test_passes
          # expect: echo goodbye:
          # expected: hello
          # but was:  goodbye
        """
            .formatted(file),
        outcome.out().substring(0, outcome.out().indexOf("  # exit status 1")));
    assertTrue(
        outcome
            .out()
            .endsWith(
                """
                  not ok 2 test_fails
                  # SKIP no hardware
                  ok 3 test_is_skipped # SKIP no hardware
                not ok 1 %s
                # Totals: pass:1 fail:1 skip:1 total:3
                """
                    .formatted(file)),
        outcome::out);
  }

  /** The directory of the class is the kernel's: it stays for the second module's device. */
  @Test
  void whatTheKernelKeepsForOthersIsNoFinding() throws Exception {
    Path modules = ScriptMachine.TESTDATA.resolve("modules");
    Path mmap = ScriptMachine.TESTDATA.resolve("mmap").resolve("mmap_demo.ko");
    String both = "insmod " + modules.resolve("misc_demo/misc_demo.ko") + "; insmod " + mmap;
    String file =
        write("misc.kbt", "test_misc() { " + both + "; rmmod misc_demo; rmmod mmap_demo; }\n");
    Outcome outcome = test(file);
    assertTrue(outcome.out().contains("ok 1 test_misc"), outcome::out);
    assertTrue(!outcome.out().contains("unreferenced"), outcome::out);
  }

  /** kfree_rcu and idr_destroy free after a grace period, for which rmmod does not wait. */
  @Test
  void whatIsQueuedByRcuIsNoLeak() throws Exception {
    Path module = ScriptMachine.TESTDATA.resolve("modules/structures_demo/structures_demo.ko");
    String file =
        write("rcu.kbt", "test_rcu() { insmod " + module + "; rmmod structures_demo; }\n");
    Outcome outcome = test(file);
    assertTrue(outcome.out().contains("ok 1 test_rcu"), outcome::out);
    assertTrue(!outcome.out().contains("unreferenced"), outcome::out);
  }

  @Test
  void aFindingOfTheChecksFailsTheTest() throws Exception {
    Path leaking = EXAMPLE.resolve("bugs/01-leak-on-error-path/mailbox.ko");
    String load = "insmod " + leaking + " capacity=1; echo 1 > /dev/mailbox; ";
    String file =
        write("leak.kbt", "test_leaks() { " + load + "fails sh -c 'echo 2 > /dev/mailbox'; }\n");
    Outcome outcome = test(file);
    assertTrue(outcome.out().contains("# unreferenced object 0x"), outcome::out);
    assertEquals(1, outcome.status());
  }

  @Test
  void scriptsAreAsOfKselftest() throws Exception {
    String file = write("check.sh", "exit 4\n");
    Outcome outcome = test(file);
    assertTrue(outcome.out().contains("ok 1 check.sh # SKIP"), outcome::out);
    assertEquals(0, outcome.status());
  }

  @Test
  void resultsAreWrittenAsXml() throws Exception {
    String file = write("one.kbt", "test_a() { true; }\ntest_b() { echo '<&>'; false; }\n");
    Path xml = folder.resolve("results.xml");
    assertEquals(1, test("--junit-xml", xml.toString(), "--repeat=2", file).status());
    String text = Files.readString(xml);
    assertTrue(text.contains("tests=\"4\" failures=\"2\""), text);
    assertTrue(text.contains("&lt;&amp;&gt;"), text);
  }

  @Test
  void wrongUsageIsTold() throws Exception {
    assertEquals(2, test().status());
    assertEquals(2, test("--no-such-option=1", "x.kbt").status());
    assertEquals(2, test(folder.resolve("nothing.kbt").toString()).status());
    assertEquals(2, test("--filter", "zzz", write("a.kbt", "true\n")).status());
  }
}
