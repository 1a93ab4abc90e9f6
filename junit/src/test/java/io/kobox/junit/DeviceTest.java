package io.kobox.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The device file of a module, given to a test. */
@KernelTest(modules = "../examples/mailbox/mailbox.ko", params = "capacity=1")
class DeviceTest {
  @Test
  void isTheOneThatTheModuleMade(Device device, Module module) throws Exception {
    assertEquals("/dev/mailbox", device.path());
    assertEquals(List.of(device.path()), module.devices().stream().map(Device::path).toList());
    try (OpenFile box = device.open(OpenFlags.O_RDWR | OpenFlags.O_NONBLOCK)) {
      assertEquals(1, module.referenceCount());
      box.write("a");
      ErrnoException full =
          Assertions.assertThrows(ErrnoException.class, () -> box.write("another"));
      assertEquals(Errno.ENOSPC, full.errno());
    }
    assertEquals(0, module.referenceCount());
  }
}
