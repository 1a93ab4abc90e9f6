package io.kobox.kernel.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class LogFindingsTest {
  /** Lines of the kernel's reports: the first of each counts, the others do not. */
  @Test
  void theFirstLineOfAReport() {
    List<String> lines =
        List.of(
            "divide error: 0000 [#1] PREEMPT SMP NOPTI",
            "invalid opcode: 0000 [#1] PREEMPT SMP NOPTI",
            "general protection fault, probably for non-canonical address 0xdead4ead: 0000 [#1]",
            "BUG: kernel NULL pointer dereference, address: 0000000000000000",
            "Oops: 0002 [#1] PREEMPT SMP NOPTI",
            "WARNING: CPU: 0 PID: 21 at kernel/exit.c:823 do_exit+0x904/0xb10",
            "hello: 0000 of 3",
            "CPU: 0 PID: 21 Comm: insmod Not tainted");
    assertEquals(
        List.of(true, true, true, true, false, true, false, false),
        lines.stream().map(LogFindings::isFinding).toList());
  }
}
