package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.unicorn.Register;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultHandlerTest {
  @Test
  void resumesAtAFixup() {
    try (TestMachine test = new TestMachine()) {
      // mov rax, [rdi]; ret; fixup: mov eax, -14; ret
      long function = test.code("48 8b 07 c3 b8 f2 ff ff ff c3");
      test.faults = (stop, cpu) -> function + 4;
      for (int i = 0; i < 100; i++) {
        assertEquals(0xfffffff2L, test.machine.calls().call(function, 0x1000 + i));
        assertEquals(new Stop.PageFault(function, 0x1000 + i, 0), test.stops.get(i));
      }
    }
  }

  @Test
  void retriesAfterMappingThePage() {
    try (TestMachine test = new TestMachine()) {
      long function = test.code("48 89 37 48 8b 07 c3"); // mov [rdi], rsi; mov rax, [rdi]; ret
      long page = TestMachine.DATA + 0x10000;
      test.faults =
          (stop, cpu) -> {
            test.map(page, AddressLayout.PAGE_SIZE, Protection.READ_WRITE);
            return stop.rip();
          };
      assertEquals(77, test.machine.calls().call(function, page, 77));
      assertEquals(List.of(new Stop.PageFault(function, page, 2)), test.stops);
    }
  }

  @Test
  void unwindsNestedCalls() {
    try (TestMachine test = new TestMachine()) {
      Cpu cpu = test.machine.cpu();
      // xor ebx, ebx; xor r15d, r15d; mov [0], rax
      long faulty = test.code("31 db 45 31 ff 48 89 04 25 00 00 00 00");
      long trap = test.machine.traps().add((c, address) -> test.machine.calls().call(faulty));
      long outer = test.code("53 31 db ff d7 5b c3"); // push rbx; xor ebx, ebx; call rdi; ...
      cpu.write(Register.RBX, 3);
      cpu.write(Register.R15, 15);
      for (int i = 0; i < 3; i++) {
        assertThrows(TestMachine.Unwound.class, () -> test.machine.calls().call(outer, trap));
        assertEquals(3, cpu.read(Register.RBX));
        assertEquals(15, cpu.read(Register.R15));
        assertEquals(TestMachine.STACK_TOP, cpu.read(Register.RSP));
      }
    }
  }

  @Test
  void callsTheGuestFromAFaultAndResumes() {
    try (TestMachine test = new TestMachine()) {
      long clobber = test.code("31 c0 31 c9 31 d2 31 f6 31 ff c3");
      // mov ecx, 5; ud2; lea rax, [rcx + rdi]; ret
      long function = test.code("b9 05 00 00 00 0f 0b 48 8d 04 39 c3");
      test.faults =
          (stop, cpu) -> {
            test.machine.calls().interruptCall(clobber);
            return stop.rip() + 2;
          };
      assertEquals(12, test.machine.calls().call(function, 7));
      assertEquals(List.of(new Stop.InvalidOpcode(function + 5)), test.stops);
    }
  }

  @Test
  void aHandlersBadAccessIsAFaultOfTheServedFunction() {
    try (TestMachine test = new TestMachine()) {
      long read = test.machine.traps().add((cpu, at) -> test.machine.memory().getLong(0x28));
      long write =
          test.machine
              .traps()
              .add((cpu, at) -> test.machine.memory().putByte(TestMachine.CODE, (byte) 0));
      long wild = test.machine.traps().add((cpu, at) -> test.machine.memory().getInt(1L << 62));
      for (long trap : new long[] {read, write, wild}) {
        assertThrows(TestMachine.Unwound.class, () -> test.machine.calls().call(trap));
      }
      assertEquals(
          List.of(
              new Stop.PageFault(read, 0x28, 0),
              new Stop.PageFault(write, TestMachine.CODE, 3),
              new Stop.CpuException(13, wild, 0)),
          test.stops);
    }
  }

  @Test
  void aStackOverflowReachesTheGuardPage() {
    try (TestMachine test = new TestMachine()) {
      long function = test.code("e8 fb ff ff ff c3"); // L: call L; ret
      assertThrows(TestMachine.Unwound.class, () -> test.machine.calls().call(function));
      long guard = TestMachine.STACK_TOP - TestMachine.STACK_SIZE;
      assertEquals(List.of(new Stop.PageFault(function, guard - 8, 2)), test.stops);
    }
  }
}
