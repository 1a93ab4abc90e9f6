package io.kobox.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.RepeatedTest;

/** Each test has a machine of its own, soon enough to have hundreds. */
@KernelTest(modules = "../testdata/modules/hello_world/hello_world.ko")
class FreshMachineTest {
  @RepeatedTest(200)
  void hello(Machine machine, Module module) {
    assertEquals("hello_world", module.name());
    machine.log().assertContains("hello world");
    assertEquals(0, module.referenceCount());
    assertTrue(machine.findings().all().isEmpty());
  }
}
