package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.unicorn.Register;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuestCallsTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void passesArgumentsInRegistersAndOnTheStack(int count) {
    try (TestMachine test = new TestMachine()) {
      long[] arguments = new long[count];
      for (int i = 0; i < count; i++) {
        arguments[i] = 1L << i;
      }
      long[] seen = new long[count];
      long[] alignment = new long[1];
      long trap =
          test.machine
              .traps()
              .add(
                  (cpu, address) -> {
                    for (int i = 0; i < count; i++) {
                      seen[i] = TestMachine.argument(test.machine, i);
                    }
                    alignment[0] = cpu.read(Register.RSP) & 15;
                    cpu.write(Register.RAX, 42);
                  });
      assertEquals(42, test.machine.calls().call(trap, arguments));
      for (int i = 0; i < count; i++) {
        assertEquals(arguments[i], seen[i]);
      }
      assertEquals(8, alignment[0]);
      assertEquals(TestMachine.STACK_TOP, test.machine.cpu().read(Register.RSP));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 65, 500})
  void nests(int depth) {
    try (TestMachine test = new TestMachine()) {
      int[] level = new int[1];
      long[] function = new long[1];
      long trap =
          test.machine
              .traps()
              .add(
                  (cpu, address) -> {
                    long result =
                        ++level[0] < depth ? test.machine.calls().call(function[0]) : 1000;
                    cpu.write(Register.RAX, result);
                  });
      // push rbx; call trap; add rax, 1; pop rbx; ret
      function[0] =
          test.code(
              "53 e8 " + TestMachine.relative(TestMachine.CODE + 1, trap) + "48 83 c0 01 5b c3");
      assertEquals(1000 + depth, test.machine.calls().call(function[0]));
    }
  }

  @Test
  void keepsAllRegistersOverAnInterruptCall() {
    try (TestMachine test = new TestMachine()) {
      Machine machine = test.machine;
      // mov rax, 7; mov rbx, 7; mov r11, 7; std; ret
      long function =
          test.code("48 c7 c0 07 00 00 00 48 c7 c3 07 00 00 00 49 c7 c3 07 00 00 00 fd c3");
      machine.cpu().write(Register.RAX, 1);
      machine.cpu().write(Register.R11, 3);
      machine.cpu().write(Register.RFLAGS, 0x402);
      assertEquals(7, machine.calls().interruptCall(function));
      assertEquals(1, machine.cpu().read(Register.RAX));
      assertEquals(3, machine.cpu().read(Register.R11));
      assertEquals(0x402, machine.cpu().read(Register.RFLAGS));
    }
  }
}
