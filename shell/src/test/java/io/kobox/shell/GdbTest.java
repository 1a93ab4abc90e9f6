package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Sessions of the real gdb with the simulated kernel. */
@EnabledIf("io.kobox.shell.GdbRun#hasGdb")
class GdbTest {
  private static final String OOPS =
      "insmod testdata/modules/oops_kinds/oops_kinds.ko kind=nested; echo status $?";

  @TempDir private Path folder;

  private GdbRun.Outcome run(String commands) throws Exception {
    return GdbRun.run(List.of("sh", "-c", OOPS), commands, folder);
  }

  static void assertInOrder(String text, String... parts) {
    int at = 0;
    for (String part : parts) {
      int found = text.indexOf(part, at);
      assertTrue(found >= 0, () -> "no '" + part + "' in its place in:\n" + text);
      at = found + part.length();
    }
  }

  /** The session of the oops lab: stop at the oops, and go back to its cause. */
  @Test
  void fromTheOopsBackToItsCause() throws Exception {
    GdbRun.Outcome outcome =
        run(
            """
            break inner
            continue
            print data[0]
            print *(struct module *) &__this_module
            next
            next
            backtrace
            print np
            reverse-continue
            step
            reverse-step
            info locals
            continue
            reverse-stepi
            x/i $pc
            delete
            continue
            continue
            """);
    assertInOrder(
        outcome.gdb(),
        "Breakpoint 1 (inner) pending.",
        "hit Breakpoint 1, inner (x=9) at",
        "oops_kinds.c:27",
        "$1 = 195",
        "name = \"oops_kinds\"",
        "29\t\tpr_info(\"oops_kinds: inner\\n\");",
        "30\t\tsort(data, 4, 1, compare, NULL);",
        "#0  inner (x=9)",
        "in middle (x=3) at",
        "$3 = (int * volatile) 0x0",
        "hit Breakpoint 1, inner (x=9) at",
        "29\t\tpr_info",
        "inner (x=9)",
        "received signal SIGSEGV",
        "in compare (a=",
        "return *np;",
        "mov    0x233c(%rip),%rax",
        "received signal SIGSEGV",
        "exited normally");
    assertEquals("status 137\n", outcome.out().replaceAll("(?m)^.*[Kk]illed.*\n", ""));
  }

  @Test
  void callChainsGoThroughTheKernel() throws Exception {
    GdbRun.Outcome outcome = run("break compare\ncontinue\nbacktrace\ninfo threads\ndetach\n");
    assertInOrder(
        outcome.gdb(),
        "#0  compare (a=",
        "in kernel_in_java ()",
        "in inner (x=9)",
        "in middle (x=3)",
        "in kernel_in_java ()",
        "in kobox ()",
        "\"sh\" (sleeping)",
        "\"swapper/0\" (runnable)",
        "\"insmod\" (running)");
    assertTrue(!outcome.gdb().contains("Backtrace stopped"), outcome.gdb());
  }

  @Test
  void watchesMemory() throws Exception {
    GdbRun.Outcome outcome =
        run(
            """
            break middle
            continue
            rwatch np
            continue
            delete
            watch zero
            tbreak compare
            set var zero = 5
            print zero
            monitor lx-symbols
            monitor lx-ps
            info sharedlibrary
            detach
            """);
    assertInOrder(
        outcome.gdb(),
        "hit Breakpoint 1, middle (x=3)",
        "hit Hardware read watchpoint 2: np",
        "Value = (int * volatile) 0x0",
        "Hardware watchpoint 3: zero",
        "= 5",
        "add-symbol-file oops_kinds.ko ",
        " -s .text 0xffffffffc0000000",
        "insmod          running",
        "target:/kobox/modules/oops_kinds.ko");
  }

  /** What a life repeats is not seen twice; the end is as it would have been. */
  @Test
  void goingBackIsNotSeenFromOutside() throws Exception {
    String script =
        "echo begin; insmod testdata/modules/hello_world/hello_world.ko; lsmod; "
            + "rmmod hello_world; dmesg | tail -n 2; exit 3";
    GdbRun.Outcome plain = GdbRun.run(List.of("sh", "-c", script), "continue\n", folder);
    GdbRun.Outcome back =
        GdbRun.run(
            List.of("sh", "-c", script),
            """
            break _printk
            continue
            continue
            reverse-continue
            reverse-stepi
            reverse-continue
            delete
            continue
            """,
            folder);
    assertEquals(plain.out(), back.out());
    assertEquals(plain.err(), back.err());
    assertEquals(3, plain.status());
    assertEquals(3, back.status());
    assertInOrder(plain.gdb(), "exited with code 03");
    assertInOrder(
        back.gdb(), "hit Breakpoint 1", "hit Breakpoint 1", "No more reverse-execution history");
  }
}
