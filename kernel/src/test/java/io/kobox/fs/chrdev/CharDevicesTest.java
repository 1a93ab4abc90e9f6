package io.kobox.fs.chrdev;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.fs.FileOperations;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.junit.jupiter.api.Test;

/** Device numbers as fs/char_dev.c of 6.1 gives them; /proc/devices as Debian's kernel shows it. */
final class CharDevicesTest {
  private final CharDevices devices = new CharDevices();

  private static void assertErrno(Errno expected, org.junit.jupiter.api.function.Executable call) {
    assertEquals(expected, assertThrows(ErrnoException.class, call).errno());
  }

  @Test
  void dynamicMajorsGoDownFrom254() throws ErrnoException {
    assertEquals(254, devices.registerRegion(0, 0, 1, "gpiochip"));
    assertEquals(253, devices.registerRegion(0, 0, 1, "tpm"));
    devices.registerRegion(252, 0, 1, "dax");
    assertEquals(251, devices.registerRegion(0, 0, 1, "rtc"));
    devices.unregisterRegion(253, 0, 1);
    assertEquals(253, devices.registerRegion(0, 5, 3, "again"));
  }

  @Test
  void afterThemTheExtendedMajorsAreGivenAndThenNone() throws ErrnoException {
    for (int major = 254; major >= 234; major--) {
      assertEquals(major, devices.registerRegion(0, 0, 1, "d"));
    }
    for (int major = 511; major >= 384; major--) {
      assertEquals(major, devices.registerRegion(0, 0, 1, "d"));
    }
    assertErrno(Errno.EBUSY, () -> devices.registerRegion(0, 0, 1, "d"));
  }

  @Test
  void aHigherMajorTakesTheSlotOfADynamicOne() throws ErrnoException {
    devices.registerRegion(254 + 255, 0, 1, "high");
    assertEquals(253, devices.registerRegion(0, 0, 1, "d"));
  }

  @Test
  void overlappingMinorsAreBusy() throws ErrnoException {
    devices.registerRegion(240, 10, 10, "a");
    assertErrno(Errno.EBUSY, () -> devices.registerRegion(240, 19, 1, "b"));
    assertErrno(Errno.EBUSY, () -> devices.registerRegion(240, 0, 11, "b"));
    assertErrno(Errno.EBUSY, () -> devices.registerRegion(240, 12, 2, "b"));
    assertErrno(Errno.EBUSY, () -> devices.registerRegion(240, 0, 256, "b"));
    assertEquals(240, devices.registerRegion(240, 20, 1, "b"));
    assertEquals(240, devices.registerRegion(240, 0, 10, "c"));
  }

  @Test
  void badNumbersAreRefused() {
    assertErrno(Errno.EINVAL, () -> devices.registerRegion(512, 0, 1, "a"));
    assertErrno(Errno.EINVAL, () -> devices.registerRegion(-1, 0, 1, "a"));
    assertErrno(Errno.EINVAL, () -> devices.registerRegion(240, 1 << 20, 1, "a"));
    assertErrno(Errno.EINVAL, () -> devices.registerRegion(240, (1 << 20) - 1, 2, "a"));
    assertErrno(Errno.EINVAL, () -> devices.registerRegion(240, 5, Integer.MAX_VALUE, "a"));
  }

  @Test
  void procDevicesIsInOrderOfNumbers() throws ErrnoException {
    devices.registerRegion(254, 0, 1, "gpiochip");
    devices.registerRegion(5, 1, 1, "/dev/console");
    devices.registerRegion(5, 0, 1, "/dev/tty");
    devices.registerRegion(10, 0, 256, "misc");
    devices.registerRegion(1, 0, 256, "mem");
    assertEquals(
        """
        Character devices:
          1 mem
          5 /dev/tty
          5 /dev/console
         10 misc
        254 gpiochip
        """,
        devices.procText());
  }

  @Test
  void theNarrowestDriverOfANumberIsFound() {
    FileOperations wide = new FileOperations() {};
    FileOperations narrow = new FileOperations() {};
    devices.add(10, 0, 256, wide);
    devices.add(10, 60, 1, narrow);
    assertSame(wide, devices.find(10, 59));
    assertSame(narrow, devices.find(10, 60));
    assertNull(devices.find(10, 256));
    assertNull(devices.find(11, 0));
    devices.remove(narrow);
    assertSame(wide, devices.find(10, 60));
  }
}
