package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.unicorn.MachineInstructions;
import io.kobox.unicorn.Register;
import java.util.ArrayList;
import java.util.Collections;
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

  /** Counts the calls of the export. */
  private static int[] countCalls(TestMachine test) {
    int[] served = {0};
    test.machine
        .traps()
        .setLeaf(
            EXPORT,
            (cpu, at) -> {
              served[0]++;
              return null;
            });
    return served;
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
  void aFunctionMayBeginAnywhere() {
    try (TestMachine test = new TestMachine()) {
      long odd = EXPORT + 3;
      LeafHandler handler =
          (cpu, at) -> {
            cpu.write(Register.RAX, at);
            return null;
          };
      test.machine.traps().setLeaf(odd, handler);
      test.machine.traps().setLeaf(odd + 1, handler);
      assertEquals(odd, test.machine.calls().call(odd));
      assertEquals(odd + 1, test.machine.calls().call(odd + 1));
    }
  }

  @Test
  void otherCodeMayLookLikeALeaf() {
    try (TestMachine test = new TestMachine()) {
      long code = test.code("b8 07 00 00 00 c3"); // mov eax, 7; ret
      long lookalike = AddressLayout.KERNEL_TEXT + (code & 0xffff);
      test.machine
          .traps()
          .setLeaf(
              lookalike,
              (cpu, at) -> {
                throw new IllegalStateException("not called");
              });
      assertEquals(7, test.machine.calls().call(code));
    }
  }

  @Test
  void anInterruptedCallIsServedOnce() {
    try (TestMachine test = new TestMachine()) {
      int[] served = {0};
      test.machine
          .traps()
          .setLeaf(
              EXPORT,
              (cpu, at) -> {
                served[0]++;
                cpu.interruptAtSafepoint();
                return null;
              });
      test.faults = (stop, cpu) -> ((Stop.Interrupted) stop).rip();
      test.machine.calls().call(caller(test, EXPORT));
      assertEquals(CALLS, served[0]);
      assertEquals(CALLS, test.stops.size());
    }
  }

  @Test
  void anInterruptAtTheCallItselfComesBeforeIt() {
    Cpu[] running = new Cpu[1];
    MachineInstructions interrupting =
        new MachineInstructions() {
          @Override
          public long rdtsc() {
            return 0;
          }

          @Override
          public int in(int port, int size) {
            running[0].interruptAtSafepoint();
            return 0;
          }
        };
    try (TestMachine test = new TestMachine(options -> options.instructions(interrupting))) {
      running[0] = test.machine.cpu();
      int[] served = countCalls(test);
      test.faults = (stop, cpu) -> ((Stop.Interrupted) stop).rip();
      test.machine
          .calls()
          .call(
              test.code(
                  "53 31 db ec e8" // push rbx; xor ebx, ebx; in al, dx; call
                      + TestMachine.relative(TestMachine.CODE + 4, EXPORT)
                      + "ff c3 83 fb 64 7c f3 5b c3")); // inc ebx; cmp ebx, 100; jl; pop rbx; ret
      assertEquals(CALLS, served[0]);
      assertEquals(Collections.nCopies(CALLS, new Stop.Interrupted(EXPORT)), test.stops);
    }
  }

  @Test
  void aDebuggersMachineHasOrdinaryTraps() {
    try (TestMachine test = new TestMachine()) {
      int[] served = countCalls(test);
      test.machine.traps().leafs().giveUp(test.machine.traps());
      test.machine.calls().call(caller(test, EXPORT));
      assertEquals(CALLS, served[0]);
      assertEquals((byte) 0xf4, test.machine.memory().getByte(EXPORT)); // hlt
    }
  }
}
