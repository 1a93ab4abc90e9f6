package io.kobox.device.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.device.DeviceModel;
import io.kobox.device.TestBoard;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RegistersTest {
  private final TestBoard machine = new TestBoard();
  private final DeviceTypes types = new DeviceTypes();

  @Test
  void scriptAndDriverShareTheRegisters() {
    DeviceModel device =
        types.make("registers", Map.of("mem", "0x10000", "size", "16", "irq", "5"));
    machine.board.plug("sensor", device);
    device.set("0x4", "0x11223344");
    assertEquals(0x3344, machine.board.memory().read(0x10004, 2));
    machine.board.memory().write(0x10005, 1, 0x77);
    assertEquals("0x11227744", device.get("4"));
    device.set("irq", "1");
    device.set("irq", "1");
    device.set("irq", "0");
    device.set("irq", "pulse");
    assertEquals(2, machine.edges(5));
  }

  @Test
  void wrongPropertiesAreNamed() {
    for (Map<String, String> each :
        List.of(
            Map.of("mem", "x"),
            Map.of("size", "16"),
            Map.of("mem", "0x10000", "color", "red"),
            Map.of("mem", "0x10000", "ports", "0x300"))) {
      assertThrows(IllegalArgumentException.class, () -> types.make("registers", each));
    }
    assertThrows(IllegalArgumentException.class, () -> types.make("toaster", Map.of()));
  }
}
