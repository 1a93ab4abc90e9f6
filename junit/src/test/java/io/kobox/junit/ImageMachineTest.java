package io.kobox.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.profile.KernelImages;
import io.kobox.syscalls.OpenFlags;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.opentest4j.TestAbortedException;

/** Tests on a real kernel's own code. */
@EnabledIf("isInstalled")
@KernelTest(
    modules = "../examples/mailbox/mailbox.ko",
    params = "capacity=2",
    kernel = ImageMachineTest.KERNEL)
class ImageMachineTest {
  static final String KERNEL = "6.1.0-56-amd64";
  private static final Path BUGS = Path.of("../examples/mailbox/bugs");

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  @Test
  void theDriverWorksThere(Machine machine, Device device, Log log) throws Exception {
    log.assertContains(LogLevel.INFO, "mailbox: room for 2 messages");
    assertEquals(1, log.lines().stream().filter(line -> line.contains("room for")).count());
    try (OpenFile box = device.open()) {
      box.write("hello");
      assertEquals("hello", box.readText(16));
    }
    machine.advance(Duration.ofMillis(3500));
    assertEquals("3\n", machine.sysfs("class/misc/mailbox/idle").read());
    log.clear();
    log.assertNotContains("mailbox");
  }

  @Test
  void anotherProcessWaits(Machine machine, Device device) throws Exception {
    String[] got = new String[1];
    Background reader =
        machine.start(
            "reader",
            process -> {
              try (OpenFile box = process.open(device.path(), OpenFlags.O_RDWR)) {
                got[0] = box.readText(16);
              }
            });
    machine.advance(Duration.ofMillis(10));
    try (OpenFile box = device.open()) {
      box.write("wake up");
    }
    reader.await();
    assertEquals("wake up", got[0]);
  }

  @Test
  void whatNeedsTheSimulatedKernelIsSkipped(Machine machine) {
    assertThrows(TestAbortedException.class, () -> machine.spy("kmalloc"));
    assertThrows(TestAbortedException.class, () -> machine.call("mailbox_init"));
  }

  @Test
  void theChecksReportThere() throws Exception {
    try (Machine machine = Machine.bootImage(KERNEL)) {
      Module module = machine.insmod(BUGS.resolve("11-double-free/mailbox.ko"));
      OpenFile box = module.devices().getFirst().open();
      box.write("message");
      assertThrows(DeadProcessError.class, () -> box.readTo(16, 7));
      machine.log().assertContains("kernel BUG at mm/slub.c");
      assertTrue(
          machine.findings().all().stream().anyMatch(report -> report.contains("double-free")),
          () -> machine.findings().all().toString());
    }
  }

  @Test
  void aKernelThatIsNotThereIsNamed() {
    assertTrue(
        String.valueOf(
                assertThrows(IllegalArgumentException.class, () -> Machine.bootImage("1.2.3"))
                    .getMessage())
            .contains("kobox kernel install linux-image-1.2.3"));
  }
}
