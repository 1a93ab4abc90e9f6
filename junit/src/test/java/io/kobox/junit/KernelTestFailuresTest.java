package io.kobox.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What a machine says of mistakes, the module's and the test's. */
class KernelTestFailuresTest {
  private static final Path HELLO = Path.of("../testdata/modules/hello_world/hello_world.ko");
  private static final Path BUGS = Path.of("../examples/mailbox/bugs");

  @Test
  void namesThatAreWrongAreAnsweredWithTheNearest() throws Exception {
    try (Machine machine = Machine.boot()) {
      Module hello = machine.insmod(HELLO);
      assertTrue(
          String.valueOf(
                  assertThrows(IllegalArgumentException.class, () -> machine.spy("kmaloc"))
                      .getMessage())
              .contains("kmalloc"));
      assertThrows(IllegalArgumentException.class, () -> hello.call("no_such_function"));
      assertThrows(IllegalArgumentException.class, () -> machine.insmod("nowhere.ko"));
    }
  }

  @Test
  void aFunctionIsReplacedAndRestored() throws Exception {
    try (Machine machine = Machine.boot()) {
      machine.replace("printk", call -> 0);
      Module hello = machine.insmod(HELLO);
      assertEquals(false, machine.log().contains("hello world"));
      machine.restore("printk");
      hello.remove();
      machine.log().assertContains("Bye Bye");
    }
  }

  @Test
  void afterAnOopsTheTestGoesOnInAnotherProcess() throws Exception {
    try (Machine machine = Machine.boot()) {
      Module mailbox = machine.insmod(BUGS.resolve("08-wrong-errno/mailbox.ko"));
      assertThrows(DeadProcessError.class, () -> mailbox.call("mailbox_release", 0, 0));
      machine.log().assertContains(LogLevel.ALERT, "BUG: kernel NULL pointer dereference");
      assertTrue(machine.file("/proc/modules").read().startsWith("mailbox "));
      assertTrue(machine.findings().take().size() > 0);
      assertTrue(machine.findings().all().isEmpty());
    }
  }

  @Test
  void afterAPanicTheMachineIsAtItsEnd() throws Exception {
    try (Machine machine = Machine.boot()) {
      Module mailbox = machine.insmod(BUGS.resolve("12-stack-overflow/mailbox.ko"));
      DeadProcessError end =
          assertThrows(DeadProcessError.class, () -> mailbox.call("mailbox_clear_from", 0));
      assertEquals("the kernel panicked", end.getMessage());
      assertThrows(DeadProcessError.class, () -> machine.file("/proc/modules").read());
      machine.log().assertContains("Kernel panic - not syncing");
    }
  }
}
