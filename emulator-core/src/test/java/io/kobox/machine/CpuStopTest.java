package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.kobox.unicorn.Register;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Why the CPU stops, with what the hardware's manual says of each exception. */
class CpuStopTest {
  private static final long CODE = TestMachine.CODE;
  private static final long DATA = TestMachine.DATA;
  private static final long USER = 0x400000;
  private static final long UNMAPPED = DATA + 0x8000;
  private static final long NON_CANONICAL = 0x8000000000000000L;
  private static final long DIVIDES = CODE + 2;

  private static final String STORE = "48 89 06"; // mov [rsi], rax
  private static final String LOAD = "48 8b 06"; // mov rax, [rsi]
  private static final String JUMP = "ff e6"; // jmp rsi

  static Stream<Arguments> faults() {
    return Stream.of(
        stop("null store", STORE, 0x10, new Stop.PageFault(CODE, 0x10, 2)),
        stop("null load", LOAD, 0x10, new Stop.PageFault(CODE, 0x10, 0)),
        stop("null call", JUMP, 0, new Stop.PageFault(0, 0, 0x10)),
        stop("unmapped load", LOAD, UNMAPPED, new Stop.PageFault(CODE, UNMAPPED, 0)),
        stop("read-only store", STORE, CODE, new Stop.PageFault(CODE, CODE, 3)),
        stop("no-execute fetch", JUMP, DATA, new Stop.PageFault(DATA, DATA, 0x11)),
        stop("unmapped fetch", JUMP, UNMAPPED, new Stop.PageFault(UNMAPPED, UNMAPPED, 0x10)),
        stop("fetch at the top", JUMP, -1, new Stop.PageFault(-1, -1, 0x10)),
        stop("user page load", LOAD, USER, new Stop.PageFault(CODE, USER, 1)),
        stop("user page store", STORE, USER, new Stop.PageFault(CODE, USER, 3)),
        stop("user page fetch", JUMP, USER, new Stop.PageFault(USER, USER, 0x11)),
        stop(
            "store across pages", STORE, DATA + 0x1ffc, new Stop.PageFault(CODE, DATA + 0x2000, 2)),
        stop("non-canonical load", LOAD, NON_CANONICAL, new Stop.CpuException(13, CODE, 0)),
        stop("non-canonical store", STORE, NON_CANONICAL, new Stop.CpuException(13, CODE, 0)),
        stop(
            "non-canonical jump", JUMP, NON_CANONICAL, new Stop.CpuException(13, NON_CANONICAL, 0)),
        stop("bad segment", "8e de", 0x1230, new Stop.CpuException(13, CODE, 0x1230)),
        stop("divide error", "31 c9 f7 f1", 0, new Stop.CpuException(0, DIVIDES, 0)),
        stop("ud2", "0f 0b", 0, new Stop.InvalidOpcode(CODE)),
        stop("no such instruction", "06", 0, new Stop.InvalidOpcode(CODE)),
        stop("int3", "cc", 0, new Stop.CpuException(3, CODE + 1, 0)),
        stop("int 0x80", "cd 80", 0, new Stop.CpuException(0x80, CODE + 2, 0)),
        stop("hlt", "f4", 0, new Stop.Halt(CODE + 1)));
  }

  private static Arguments stop(String name, String code, long rsi, Stop expected) {
    return Arguments.of(name, code, rsi, expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void stopsWithTheCauseAndCanRunAgain(String name, String code, long rsi, Stop expected) {
    try (TestMachine test = new TestMachine()) {
      Cpu cpu = test.machine.cpu();
      test.map(USER, AddressLayout.PAGE_SIZE, Protection.USER_READ_WRITE);
      test.code(code + "90 90");
      long fine = test.code(STORE + "48 ff c0 c3"); // ...; inc rax; ret
      for (int i = 0; i < 3; i++) {
        cpu.write(Register.RSI, rsi);
        cpu.write(Register.RAX, 41);
        cpu.write(Register.R15, 0x1515);
        assertEquals(expected, cpu.run(CODE));
        assertEquals(expected.rip(), cpu.read(Register.RIP));
        assertEquals(rsi, cpu.read(Register.RSI));
        assertEquals(41, cpu.read(Register.RAX));
        assertEquals(0x1515, cpu.read(Register.R15));
        assertEquals(TestMachine.STACK_TOP, cpu.read(Register.RSP));
        assertEquals(42, test.machine.calls().call(fine, 0, DATA));
        assertEquals(41, test.machine.memory().getLong(DATA));
      }
    }
  }

  @Test
  void flagsSurviveAFault() {
    try (TestMachine test = new TestMachine()) {
      // xor eax, eax; cmp eax, 1 (sets CF, SF, AF); mov [0], rax
      test.code("31 c0 83 f8 01 48 89 04 25 00 00 00 00");
      assertEquals(new Stop.PageFault(CODE + 5, 0, 2), test.machine.cpu().run(CODE));
      assertEquals(0x97, test.machine.cpu().read(Register.RFLAGS));
    }
  }

  @Test
  void accessToUserPagesIsOpenBetweenStacAndClac() {
    try (TestMachine test = new TestMachine()) {
      test.map(USER, AddressLayout.PAGE_SIZE, Protection.USER_READ_WRITE);
      // stac; mov [rsi], rdi; clac; ret
      long function = test.code("0f 01 cb 48 89 3e 0f 01 ca c3");
      test.machine.calls().call(function, 7, USER);
      assertEquals(7, test.machine.memory().getLong(USER));
    }
  }

  @Test
  void userPagesAreOpenWithoutSmap() {
    try (TestMachine test = new TestMachine(builder -> builder.smap(false))) {
      test.map(USER, AddressLayout.PAGE_SIZE, Protection.USER_READ_WRITE);
      long function = test.code("48 89 3e c3");
      test.machine.calls().call(function, 7, USER);
      assertEquals(7, test.machine.memory().getLong(USER));
    }
  }

  @Test
  void singleStepIsADebugException() {
    try (TestMachine test = new TestMachine()) {
      // push 0x102; popf; nop; nop
      test.code("68 02 01 00 00 9d 90 90");
      assertEquals(new Stop.CpuException(1, CODE + 7, 0), test.machine.cpu().run(CODE));
    }
  }

  @Test
  void popcntExistsAndAvxIsNotAnnounced() {
    try (TestMachine test = new TestMachine()) {
      long popcnt = test.code("f3 48 0f b8 c7 c3");
      assertEquals(3, test.machine.calls().call(popcnt, 0x10101));
      // push rbx; mov eax, 1; cpuid; mov eax, ecx; pop rbx; ret
      long cpuid = test.code("53 b8 01 00 00 00 0f a2 89 c8 5b c3");
      assertEquals(0, test.machine.calls().call(cpuid) >>> 28 & 1);
    }
  }

  @Test
  @Timeout(20)
  void theWatchdogInterruptsAnEndlessLoop() {
    try (TestMachine test = new TestMachine(builder -> builder.watchdog(Duration.ofMillis(100)))) {
      test.code("48 ff c0 eb fb"); // L: inc rax; jmp L
      assertInstanceOf(Stop.Interrupted.class, test.machine.cpu().run(CODE));
      assertNotEquals(0, test.machine.cpu().read(Register.RAX));
      Stop again = test.machine.cpu().run(CODE);
      assertInstanceOf(Stop.Interrupted.class, again);
    }
  }

  /**
   * mov eax, 1; L: mov rcx, [rsi]; imul rax, rax, 31; add rax, rcx; mov [rsi], rax; test al, 1; je
   * M; add qword [rsi + 8], 1; adc rax, 3; M: push rax; call F; pop rdx; add rax, rdx; dec rdi; jne
   * L; add rax, [rsi + 8]; ret; F: mov rdx, rax; shr rdx, 7; xor rax, rdx; ret.
   */
  private static final String COMPUTATION =
      "b8 01 00 00 00 48 8b 0e 48 6b c0 1f 48 01 c8 48 89 06 a8 01 74 09 48 83 "
          + "46 08 01 48 83 d0 03 50 e8 0e 00 00 00 5a 48 01 d0 48 ff cf 75 d7 48 03 "
          + "46 08 c3 48 89 c2 48 c1 ea 07 48 31 d0 c3";

  @Test
  @Timeout(60)
  void aComputationIsNotDisturbedByTheWatchdog() {
    assertEquals(computation(null), computation(Duration.ofMillis(4)));
  }

  private static long computation(@Nullable Duration limit) {
    try (TestMachine test =
        new TestMachine(builder -> limit == null ? builder : builder.watchdog(limit))) {
      test.faults = (stop, cpu) -> ((Stop.Interrupted) stop).rip();
      long function = test.code(COMPUTATION);
      long result = test.machine.calls().call(function, 50_000_000L, TestMachine.DATA);
      assertEquals(limit == null, test.stops.isEmpty());
      return result;
    }
  }

  @Test
  void traceOfTimeStampsIsTheSameInEveryRun() {
    long[] first = timeStamps();
    assertEquals(1000, first[0]);
    assertEquals(2000, first[1]);
    assertEquals(3000, first[2]);
  }

  private static long[] timeStamps() {
    try (TestMachine test = new TestMachine()) {
      // rdtsc; shl rdx, 32; or rax, rdx; ret
      long rdtsc = test.code("0f 31 48 c1 e2 20 48 09 d0 c3");
      // mov ecx, -1; rdtscp; add rax, rcx; ret
      long rdtscp = test.code("b9 ff ff ff ff 0f 01 f9 48 01 c8 c3");
      // rdtsc across two pages, written in two parts
      long across = CODE + 0xfff;
      test.poke(across + 1, "31 c3");
      test.poke(across, "0f");
      GuestCalls calls = test.machine.calls();
      return new long[] {calls.call(rdtsc), calls.call(rdtscp), calls.call(across)};
    }
  }

  @Test
  void portsWithoutDeviceReadAsOnes() {
    try (TestMachine test = new TestMachine()) {
      // mov edx, 0x378; out dx, al; xor eax, eax; in al, dx; ret
      long in8 = test.code("ba 78 03 00 00 ee 31 c0 ec c3");
      assertEquals(0xff, test.machine.calls().call(in8));
      long in32 = test.code("ba 78 03 00 00 31 c0 ed c3");
      assertEquals(0xffffffffL, test.machine.calls().call(in32));
    }
  }
}
