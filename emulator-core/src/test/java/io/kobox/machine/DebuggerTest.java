package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.debug.Breakpoints;
import io.kobox.debug.Debugger;
import io.kobox.debug.GoBackError;
import io.kobox.debug.Resume;
import io.kobox.debug.StopReason;
import io.kobox.debug.StopReason.Kind;
import io.kobox.debug.Watchpoint;
import io.kobox.unicorn.Register;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Holding, stepping, and going back, on a loop of hand-assembled code. */
class DebuggerTest {
  private static final long CODE = TestMachine.CODE;
  private static final long DATA = TestMachine.DATA;

  /** Adds rdi, rdi - 1 ... 1 to the word at rsi. */
  private static final String SUM =
      "31 c0" // xor eax, eax
          + "48 01 3e" // 2: add [rsi], rdi
          + "48 8b 0e" // 5: mov rcx, [rsi]
          + "48 ff cf" // 8: dec rdi
          + "75 f5" // 11: jnz 2
          + "9c 58" // 13: pushf; pop rax
          + "c3"; // 15: ret

  private static final long ADD = CODE + 2;
  private static final long LOAD = CODE + 5;
  private static final long DEC = CODE + 8;
  private static final long PUSHF = CODE + 13;

  private final Breakpoints breakpoints = new Breakpoints();
  private final ArrayDeque<Resume> plan = new ArrayDeque<>();
  private final List<String> stops = new ArrayList<>();
  private TestMachine test = machine();
  private Debugger debugger = attach();

  private static TestMachine machine() {
    TestMachine machine = new TestMachine();
    machine.code(SUM);
    return machine;
  }

  private Debugger attach() {
    Cpu cpu = test.machine.cpu();
    Debugger holder = new Debugger(cpu.debugged(), breakpoints, this::stopped, () -> 1);
    cpu.attach(holder);
    return holder;
  }

  @AfterEach
  void close() {
    test.close();
  }

  private Resume stopped(StopReason reason) {
    Cpu cpu = test.machine.cpu();
    stops.add(
        reason.kind() + "+" + (cpu.read(Register.RIP) - CODE) + " rdi=" + cpu.read(Register.RDI));
    return plan.isEmpty() ? new Resume.Run() : plan.poll();
  }

  private long sum(long n) {
    test.machine.memory().putLong(DATA, 0);
    debugger.stop(new StopReason(Kind.ATTACHED));
    return test.machine.calls().call(CODE, n, DATA);
  }

  /** Lives again, as often as the plan goes back. */
  private void live(long n) {
    while (true) {
      try {
        sum(n);
        return;
      } catch (GoBackError e) {
        test.close();
        test = machine();
        debugger = attach();
        debugger.travel(e.journey());
      }
    }
  }

  private static Resume step() {
    return new Resume.Step(1, 0, 0);
  }

  @Test
  void stopsAtABreakpointEachTime() {
    breakpoints.add(ADD);
    sum(3);
    assertEquals(6, test.machine.memory().getLong(DATA));
    assertEquals(
        List.of("BREAKPOINT+2 rdi=3", "BREAKPOINT+2 rdi=2", "BREAKPOINT+2 rdi=1"),
        stops.subList(1, 4));
  }

  @Test
  void aBreakpointWaitsForItsCode() {
    breakpoints.add(CODE + 0x10000);
    breakpoints.add(PUSHF);
    sum(2);
    assertEquals(2, stops.size());
  }

  @Test
  void stepsInstructionByInstruction() {
    plan.addAll(List.of(step(), step(), step(), step(), new Resume.Run()));
    sum(1);
    assertEquals(
        List.of("STEPPED+0 rdi=1", "STEPPED+2 rdi=1", "STEPPED+5 rdi=1", "STEPPED+8 rdi=1"),
        stops.subList(1, 5));
  }

  @Test
  void stepsOutOfARange() {
    plan.addAll(List.of(new Resume.Run(), new Resume.Step(1, ADD, PUSHF)));
    breakpoints.add(CODE);
    sum(4);
    assertEquals("BREAKPOINT+0 rdi=4", stops.get(1));
    assertEquals(3, stops.size());
    assertEquals("STEPPED+13 rdi=0", stops.get(2));
  }

  @Test
  void theTrapFlagIsNotSeen() {
    plan.addAll(List.of(step(), new Resume.Step(1, CODE, CODE + 15)));
    assertEquals(0, sum(1) & 0x100);
  }

  @Test
  void stopsWhereMemoryChangesOrIsRead() {
    breakpoints.watch(new Watchpoint(Watchpoint.Kind.WRITE, DATA, 8));
    sum(2);
    assertEquals(
        List.of("WRITTEN+5 rdi=2", "WRITTEN+5 rdi=1"),
        stops.stream().filter(stop -> stop.startsWith("WRITTEN")).toList());
    breakpoints.clear();
    stops.clear();
    breakpoints.watch(new Watchpoint(Watchpoint.Kind.READ, DATA + 4, 4));
    sum(1);
    assertEquals(
        List.of("READ+5 rdi=1", "READ+8 rdi=1"),
        stops.stream().filter(stop -> stop.startsWith("READ")).toList());
  }

  @Test
  void goesBackByOneInstruction() {
    breakpoints.add(PUSHF);
    Resume back = new Resume.Back(false);
    plan.addAll(List.of(new Resume.Run(), back, back, back, back, back));
    live(2);
    assertEquals(
        List.of(
            "BREAKPOINT+13 rdi=0",
            "STEPPED+11 rdi=0",
            "STEPPED+8 rdi=1",
            "STEPPED+5 rdi=1",
            "STEPPED+2 rdi=1",
            "STEPPED+11 rdi=1",
            "BREAKPOINT+13 rdi=0"),
        stops.subList(1, stops.size()));
    assertEquals(3, test.machine.memory().getLong(DATA));
  }

  @Test
  void goesBackToTheLastBreakpointAndToTheBeginning() {
    breakpoints.add(LOAD);
    Resume back = new Resume.Back(true);
    Resume run = new Resume.Run();
    plan.addAll(List.of(run, run, run, back, back, back));
    live(3);
    assertEquals(
        List.of("BREAKPOINT+5 rdi=1", "BREAKPOINT+5 rdi=2", "BREAKPOINT+5 rdi=3"),
        stops.subList(3, 6));
    assertTrue(stops.get(6).startsWith("BEGINNING"), stops.get(6));
    assertEquals("BREAKPOINT+5 rdi=3", stops.get(7));
  }

  @Test
  void goesBackToBeforeAWrite() {
    breakpoints.add(PUSHF);
    plan.add(new Resume.Run());
    plan.add(new Resume.Back(true));
    breakpoints.watch(new Watchpoint(Watchpoint.Kind.WRITE, DATA, 8));
    plan.addFirst(new Resume.Run());
    plan.addFirst(new Resume.Run());
    live(2);
    String before = stops.get(stops.indexOf("BREAKPOINT+13 rdi=0") + 1);
    assertEquals("WRITTEN+2 rdi=1", before);
  }

  @Test
  void detachedItRunsAlone() {
    breakpoints.add(ADD);
    plan.add(new Resume.Detach());
    sum(3);
    assertEquals(1, stops.size());
    debugger.requestInterrupt();
    sum(3);
    assertTrue(stops.get(1).startsWith("ATTACHED"), stops.toString());
  }

  @Test
  void faultsAreTheGuestsAndItsCodeIsWhole() {
    breakpoints.add(DEC);
    byte[] before = test.machine.memory().bytes(CODE, 16);
    plan.add(new Resume.Run());
    assertThrows(TestMachine.Unwound.class, () -> test.machine.calls().call(CODE, 1, 0x10));
    assertEquals(new Stop.PageFault(ADD, 0x10, 0), test.stops.getFirst());
    assertTrue(Arrays.equals(before, test.machine.memory().bytes(CODE, 16)));
  }
}
