package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.unicorn.Register;
import org.junit.jupiter.api.Test;

class TrapTableTest {
  @Test
  void servesThousandsOfTraps() {
    try (TestMachine test = new TestMachine()) {
      int count = 10_000;
      long[] addresses = new long[count];
      for (int i = 0; i < count; i++) {
        int number = i;
        addresses[i] = test.machine.traps().add((cpu, address) -> cpu.write(Register.RAX, number));
      }
      for (int i = 0; i < count; i += 97) {
        assertEquals(i, test.machine.calls().call(addresses[i]));
      }
    }
  }

  @Test
  void servesTrapsAtGivenAddresses() {
    try (TestMachine test = new TestMachine()) {
      int count = 3000;
      for (int i = 0; i < count; i++) {
        long address = AddressLayout.KERNEL_TEXT + 0x40L * i;
        test.machine.traps().set(address, (cpu, at) -> cpu.write(Register.RAX, at));
      }
      for (int i = 0; i < count; i += 31) {
        long address = AddressLayout.KERNEL_TEXT + 0x40L * i;
        assertEquals(address, test.machine.calls().call(address));
      }
    }
  }

  @Test
  void redirectsAFunctionThatRanBefore() {
    try (TestMachine test = new TestMachine()) {
      long function = test.code("b8 01 00 00 00 c3");
      assertEquals(1, test.machine.calls().call(function));
      test.machine.traps().set(function, (cpu, address) -> cpu.write(Register.RAX, 2));
      assertEquals(2, test.machine.calls().call(function));
      test.machine.traps().remove(function);
      test.poke(function, "b8");
      assertEquals(1, test.machine.calls().call(function));
    }
  }

  @Test
  void jumpsInsteadOfReturning() {
    try (TestMachine test = new TestMachine()) {
      long target = test.code("48 8d 47 05 c3"); // lea rax, [rdi + 5]; ret
      long trap = test.machine.traps().add((cpu, address) -> cpu.jump(target));
      assertEquals(12, test.machine.calls().call(trap, 7));
    }
  }

  @Test
  void jumpsToNullFault() {
    try (TestMachine test = new TestMachine()) {
      long trap = test.machine.traps().add((cpu, address) -> cpu.jump(0));
      assertThrows(TestMachine.Unwound.class, () -> test.machine.calls().call(trap));
      assertEquals(new Stop.PageFault(0, 0, 0x10), test.stops.getFirst());
    }
  }

  @Test
  void jumpingIntoTheTrapPagesBesidesATrapHalts() {
    try (TestMachine test = new TestMachine()) {
      long trap = test.machine.traps().add((cpu, address) -> cpu.write(Register.RAX, 1));
      assertThrows(TestMachine.Unwound.class, () -> test.machine.calls().call(trap + 1));
      assertEquals(new Stop.Halt(trap + 2), test.stops.getFirst());
    }
  }
}
