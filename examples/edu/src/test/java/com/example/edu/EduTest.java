package com.example.edu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.device.DeviceModel;
import io.kobox.junit.KernelFile;
import io.kobox.junit.KernelTest;
import io.kobox.junit.LogLevel;
import io.kobox.junit.Machine;
import io.kobox.junit.Module;
import io.kobox.junit.OpenFile;
import io.kobox.profile.KernelImages;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * The driver and QEMU's card, on the real kernel's code: {@code kobox kernel install
 * linux-image-6.1.0-56-amd64} gets it. What is expected was seen in QEMU itself.
 */
@EnabledIf("isInstalled")
@KernelTest(kernel = EduTest.KERNEL)
class EduTest {
  static final String KERNEL = "6.1.0-56-amd64";
  private static final String SYSFS = "bus/pci/devices/0000:00:04.0/";

  private DeviceModel card;
  private Module driver;

  static boolean isInstalled() {
    return KernelImages.ofUser().find(KERNEL) != null;
  }

  @BeforeEach
  void plugIn(Machine machine) throws Exception {
    card = machine.plug("edu");
    driver = machine.insmod("edu.ko");
    machine.log().assertContains(LogLevel.INFO, "edu 0000:00:04.0: version 1.0, interrupts by messages");
  }

  @Test
  void factorialsComeWithAnInterrupt(Machine machine) throws Exception {
    KernelFile factorial = machine.sysfs(SYSFS + "factorial");
    String[][] known = {{"5", "120\n"}, {"12", "479001600\n"}, {"34", "0\n"}, {"0", "1\n"}};
    for (String[] each : known) {
      factorial.write(each[0]);
      assertEquals(each[1], factorial.read());
    }
  }

  @Test
  void itLives(Machine machine) throws Exception {
    machine.sysfs(SYSFS + "liveness").write("0x12345678");
    assertEquals("0xedcba987\n", machine.sysfs(SYSFS + "liveness").read());
  }

  @Test
  void theBufferIsReadAndWrittenByDma(Machine machine) throws Exception {
    try (OpenFile edu = machine.open("/dev/edu", OpenFlags.O_RDWR)) {
      edu.write("hello by DMA");
      edu.seek(6);
      edu.write("HE");
      edu.seek(0);
      assertArrayEquals("hello HE DMA".getBytes(StandardCharsets.US_ASCII), edu.read(12));
      edu.seek(4095);
      assertEquals(
          Errno.ENOSPC, assertThrows(ErrnoException.class, () -> edu.write("x")).errno());
    }
  }

  @Test
  void itCanBePulledOut(Machine machine) throws Exception {
    machine.unplug(card);
    machine.log().assertContains(LogLevel.INFO, "edu 0000:00:04.0: removed");
    assertFalse(machine.file("/dev/edu").exists());
    driver.remove();
  }
}
