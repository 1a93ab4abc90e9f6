package com.example.thermometer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.junit.KernelTest;
import io.kobox.junit.LogLevel;
import io.kobox.junit.Machine;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The driver with its device, on a machine of its own for each test. */
@KernelTest
class ThermometerTest {
  private final Thermometer thermometer = new Thermometer();

  @BeforeEach
  void plugIn(Machine machine) throws Exception {
    machine.plug(thermometer);
    machine.insmod("thermometer.ko", "limit=50000");
  }

  @Test
  void measures(Machine machine) throws Exception {
    assertEquals("21.500\n", machine.file("/dev/thermometer").read());
    thermometer.setTemperature(-1_250);
    assertEquals("-1.250\n", machine.file("/dev/thermometer").read());
  }

  @Test
  void alarmsAreLogged(Machine machine) throws Exception {
    thermometer.setTemperature(50_001);
    assertEquals("50.001\n", machine.file("/dev/thermometer").read());
    machine.log().assertContains(LogLevel.ALERT, "thermometer: too hot: 50001");
  }

  @Test
  void aBrokenOneTimesOut(Machine machine) {
    thermometer.setBroken(true);
    ErrnoException e =
        assertThrows(ErrnoException.class, () -> machine.file("/dev/thermometer").read());
    assertEquals(Errno.ETIMEDOUT, e.errno());
  }

  @Test
  void withoutItTheDriverIsRefused(Machine machine) throws Exception {
    machine.modules().getFirst().remove();
    machine.unplug(thermometer);
    ErrnoException e = assertThrows(ErrnoException.class, () -> machine.insmod("thermometer.ko"));
    assertEquals(Errno.ENODEV, e.errno());
    machine.log().assertContains(LogLevel.ERR, "no thermometer at 0xfed80000");
  }
}
