package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeafTrapsTest {
  private static final long EXPORT = AddressLayout.KERNEL_TEXT + 0x40;
  private static final int CALLS = 100;

  /** Calls {@code function} {@link #CALLS} times; RBX counts. */
  private static long caller(TestMachine test, long function) {
    return test.code(
        "53 31 db" // push rbx; xor ebx, ebx
            + "e8" // call function
            + TestMachine.relative(TestMachine.CODE + 3, function)
            + "ff c3 83 fb 64 7c f4" // inc ebx; cmp ebx, 100; jl the call
            + "5b c3"); // pop rbx; ret
  }

  @Test
  void servesCallsInTheMiddleOfARun() {
    try (TestMachine test = new TestMachine()) {
      List<Long> rdi = new ArrayList<>();
      long before = test.machine.cpu().transitions();
      test.machine
          .traps()
          .setLeaf(
              EXPORT,
              (cpu, at) -> {
                rdi.add(cpu.read(Register.RDI));
                cpu.write(Register.RDI, cpu.read(Register.RDI) + 1);
                cpu.write(Register.RAX, at);
                return null;
              });
      assertEquals(EXPORT, test.machine.calls().call(caller(test, EXPORT), 7));
      assertEquals(CALLS, rdi.size());
      assertEquals(7, rdi.getFirst());
      assertEquals(7 + CALLS - 1, rdi.getLast());
      // the watchdog sees each call, but there was one run only
      assertEquals(before + 2L * CALLS + 2, test.machine.cpu().transitions());
    }
  }

  @Test
  void whatIsDueComesBeforeTheCallerGoesOn() {
    try (TestMachine test = new TestMachine()) {
      long interrupt = test.code("ff 06 c3"); // inc dword [rsi]; ret
      int[] served = {0};
      long caller = 0x10 + interrupt;
      test.machine
          .traps()
          .setLeaf(
              EXPORT,
              (cpu, at) -> {
                served[0]++;
                cpu.write(Register.RAX, served[0]);
                return served[0] % 10 == 0
                    ? (c, address) -> test.machine.calls().interruptCall(interrupt)
                    : null;
              });
      long code =
          test.code(
              "53 31 db e8"
                  + TestMachine.relative(caller + 3, EXPORT)
                  + "ff c3 83 fb 64 7c f4 5b c3");
      assertEquals(CALLS, test.machine.calls().call(code, 0, TestMachine.DATA));
      assertEquals(CALLS, served[0]);
      assertEquals(CALLS / 10, test.machine.memory().getInt(TestMachine.DATA));
    }
  }

  @Test
  void aBadAccessIsTheCallersFault() {
    try (TestMachine test = new TestMachine()) {
      test.machine
          .traps()
          .setLeaf(
              EXPORT,
              (cpu, at) -> {
                throw new PageFaultException(0x10, true);
              });
      assertThrows(
          TestMachine.Unwound.class, () -> test.machine.calls().call(caller(test, EXPORT)));
      assertEquals(new Stop.PageFault(EXPORT, 0x10, 2), test.stops.getFirst());
      test.machine.traps().setLeaf(EXPORT + 0x40, (cpu, at) -> null);
      test.machine.calls().call(EXPORT + 0x40);
    }
  }

  @Test
  void otherFailuresGoToWhoCalled() {
    try (TestMachine test = new TestMachine()) {
      test.machine
          .traps()
          .setLeaf(
              EXPORT,
              (cpu, at) -> {
                throw new IllegalStateException("no");
              });
      assertThrows(
          IllegalStateException.class, () -> test.machine.calls().call(caller(test, EXPORT)));
    }
  }

  @Test
  void oddPlacesAreOrdinaryTraps() {
    try (TestMachine test = new TestMachine()) {
      long odd = EXPORT + 3;
      test.machine
          .traps()
          .setLeaf(
              odd,
              (cpu, at) -> {
                cpu.write(Register.RAX, at);
                return null;
              });
      assertEquals(odd, test.machine.calls().call(odd));
    }
  }
}
