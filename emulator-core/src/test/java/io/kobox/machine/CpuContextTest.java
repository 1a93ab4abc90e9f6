package io.kobox.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.unicorn.Register;
import java.util.concurrent.SynchronousQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CpuContextTest {
  @Test
  void keepsAllRegisters() {
    try (TestMachine test = new TestMachine();
        CpuContext context = test.machine.cpu().newContext()) {
      Cpu cpu = test.machine.cpu();
      cpu.write(Register.RBX, 1);
      cpu.write(Register.GS_BASE, TestMachine.DATA);
      context.save();
      cpu.write(Register.RBX, 2);
      cpu.write(Register.GS_BASE, TestMachine.DATA + 8);
      context.restore();
      assertEquals(1, cpu.read(Register.RBX));
      assertEquals(TestMachine.DATA, cpu.read(Register.GS_BASE));
      long load = test.code("65 48 8b 04 25 10 00 00 00 c3"); // mov rax, gs:[0x10]; ret
      test.machine.memory().putLong(TestMachine.DATA + 0x10, 77);
      assertEquals(77, test.machine.calls().call(load));
    }
  }

  /** Two tasks, each a virtual thread in the middle of a guest call, take turns. */
  @Test
  @Timeout(20)
  void switchesBetweenTasksOnDifferentThreads() throws InterruptedException {
    try (TestMachine test = new TestMachine()) {
      Machine machine = test.machine;
      SynchronousQueue<Integer> toSecond = new SynchronousQueue<>();
      SynchronousQueue<Integer> toFirst = new SynchronousQueue<>();
      long yieldTrap =
          machine
              .traps()
              .add(
                  (cpu, address) -> {
                    boolean first = cpu.read(Register.RDI) == 1;
                    try (CpuContext context = cpu.newContext()) {
                      context.save();
                      (first ? toSecond : toFirst).put(1);
                      (first ? toFirst : toSecond).take();
                      context.restore();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                  });
      // push rbx; push r12; mov ebx, 100; xor r12d, r12d; L: push rdi; call yield; pop rdi;
      // add r12, rdi; dec ebx; jnz L; mov rax, r12; pop r12; pop rbx; ret
      long function =
          test.code(
              "53 41 54 bb 64 00 00 00 45 31 e4 57 e8"
                  + TestMachine.relative(TestMachine.CODE + 12, yieldTrap)
                  + "5f 49 01 fc ff cb 75 f2 4c 89 e0 41 5c 5b c3");
      long[] results = new long[2];
      Thread second =
          Thread.startVirtualThread(
              () -> {
                try {
                  toSecond.take();
                  machine.cpu().write(Register.RSP, TestMachine.STACK_TOP - 0x8000);
                  results[1] = machine.calls().call(function, 2);
                  toFirst.put(1);
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      results[0] = machine.calls().call(function, 1);
      toSecond.put(1);
      toFirst.take();
      second.join();
      assertEquals(100, results[0]);
      assertEquals(200, results[1]);
    }
  }
}
