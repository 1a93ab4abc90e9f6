package io.kobox.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests with the same settings have one machine after the other, and cannot tell. */
@KernelTest(modules = "../testdata/modules/hello_world/hello_world.ko")
class RenewedMachineTest {
  private static final Set<String> SEEN = new TreeSet<>();

  static IntStream numbers() {
    return IntStream.range(0, 200);
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void hello(int number, Machine machine, Module module) throws Exception {
    assertEquals("hello_world", module.name());
    machine.log().assertContains("hello world");
    assertEquals(0, module.referenceCount());
    assertTrue(machine.findings().all().isEmpty());
    assertFalse(machine.file("/tmp/here").exists());
    machine.open("/tmp/here", 0101).close();
    SEEN.add(machine.log().lines() + " " + machine.process().pid());
    assertEquals(1, SEEN.size());
    machine.advance(Duration.ofSeconds(number));
  }
}
