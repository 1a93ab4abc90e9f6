package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.kobox.unicorn.Register;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that guest code does may crash or hang the process. */
class HostileCodeTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "0f 23 fe", // mov dr7, rsi: crashes libunicorn 2.1 if it gets through
        "66 41 0f 23 f9", // the same with prefixes
      })
  void debugRegistersAreNotSet(String instruction) {
    try (TestMachine test = new TestMachine()) {
      long function = test.code(instruction + "b8 07 00 00 00 c3");
      test.machine.cpu().write(Register.R9, 1);
      assertEquals(7, test.machine.calls().call(function, 0, 1));
    }
  }

  @Test
  void aPatchedPlaceIsNoLongerIntercepted() {
    try (TestMachine test = new TestMachine()) {
      long function = test.code("0f 31 90 48 8d 04 3f c3"); // rdtsc; nop; lea rax, [rdi + rdi]; ret
      assertEquals(8, test.machine.calls().call(function, 4));
      test.poke(function, "66 90"); // nop
      test.machine.cpu().write(Register.RDX, 5);
      test.machine.calls().call(function, 4, 0, 5);
      assertEquals(5, test.machine.cpu().read(Register.RDX));
    }
  }

  @Test
  void memoryThatDoesNotExistIsAMachineCheckAndTheMachineRecovers() {
    try (TestMachine test = new TestMachine()) {
      long switchTables = test.code("0f 22 df 90 90 c3"); // mov cr3, rdi
      long fine = test.code("b8 07 00 00 00 c3");
      test.machine.cpu().write(Register.RDI, 0x7ffffffff000L);
      assertInstanceOf(Stop.CpuException.class, test.machine.cpu().run(switchTables));
      assertEquals(7, test.machine.calls().call(fine));
    }
  }

  @Test
  @Tag("nightly")
  void randomCodeOnlyStops() {
    Random random = new Random(1);
    for (int round = 0; round < 100; round++) {
      try (TestMachine test = new TestMachine(builder -> builder.watchdog(Duration.ofMillis(50)))) {
        for (int i = 0; i < 50; i++) {
          byte[] code = new byte[32];
          random.nextBytes(code);
          if (i % 2 == 0) {
            code[0] = 0x0f;
          }
          test.machine.memory().writeProtected(TestMachine.CODE, code);
          test.machine.cpu().write(Register.RSP, TestMachine.STACK_TOP - 0x800);
          test.machine.cpu().run(TestMachine.CODE);
        }
      }
    }
  }
}
