package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.profile.KernelImages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A session of the real gdb with a real kernel, where that is installed. */
@EnabledIf("isPossible")
class ImageGdbTest {
  private static final String KERNEL = "6.1.0-56-amd64";

  @TempDir private Path folder;

  static boolean isPossible() {
    return GdbRun.hasGdb() && KernelImages.ofUser().find(KERNEL) != null;
  }

  @Test
  void throughModuleAndKernel() throws Exception {
    GdbRun.Outcome outcome =
        GdbRun.run(
            List.of(
                "--kernel",
                KERNEL,
                "sh",
                "-c",
                "insmod testdata/modules/oops_kinds/oops_kinds.ko kind=nested; echo $?; lsmod"),
            """
            break inner
            continue
            print *(struct module *) &__this_module
            next
            next
            backtrace
            tbreak compare
            continue
            backtrace
            reverse-continue
            backtrace 1
            reverse-stepi
            continue
            tbreak compare
            continue
            rwatch np
            continue
            delete
            thread find kthreadd
            continue
            backtrace
            continue
            """,
            folder);
    GdbTest.assertInOrder(
        outcome.gdb(),
        "Breakpoint 1 (inner) pending.",
        "hit Breakpoint 1, inner (x=9) at",
        "name = \"oops_kinds\"",
        "sort(data, 4, 1, compare, NULL);",
        "#0  inner (x=9)",
        "in middle (x=3) at",
        "in do_one_initcall ()",
        "in do_init_module ()",
        "in do_syscall_64 ()",
        "hit Temporary breakpoint 2, compare (a=",
        "in sort_r ()",
        "in inner (x=9)",
        "hit Breakpoint 1, inner (x=9)",
        "#0  inner (x=9)",
        "middle (x=3) at",
        "hit Breakpoint 1, inner (x=9)",
        "hit Temporary breakpoint 3, compare (a=",
        "hit Hardware read watchpoint 4: np",
        "has target name 'kthreadd'",
        "received signal SIGSEGV",
        "in oops_enter ()",
        "in asm_exc_page_fault ()",
        "in compare (a=",
        "in inner (x=9)",
        "exited normally");
    assertEquals(
        "137\nModule", outcome.out().replaceAll("(?m)^.*[Kk]illed.*\n", "").substring(0, 10));
  }
}
