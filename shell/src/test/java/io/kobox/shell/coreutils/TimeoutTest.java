package io.kobox.shell.coreutils;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.kobox.shell.command.MemoryMachine;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** timeout's statuses, as coreutils 9.1 documents them (not run). */
final class TimeoutTest {
  private final MemoryMachine machine = new MemoryMachine();

  private MemoryMachine.Result run(String... argv) throws ErrnoException {
    return machine.run(CoreCommands::lookup, "/", "", List.of(argv));
  }

  @Test
  void aCommandThatEndsKeepsItsStatus() throws ErrnoException {
    assertEquals(0, run("timeout", "5", "sleep", "2").status());
    assertEquals(1, run("timeout", "5", "false").status());
  }

  @Test
  void aCommandThatIsTooSlowGetsTheSignal() throws ErrnoException {
    MemoryMachine.Result result = run("timeout", "-v", "5", "sleep", "10");
    assertEquals(124, result.status());
    assertEquals("timeout: sending signal TERM to command 'sleep'\n", result.err());
    assertEquals(List.of("kill other 15"), machine.events);
  }

  @Test
  void killIsStatus137() throws ErrnoException {
    assertEquals(137, run("timeout", "-s", "KILL", "1", "sleep", "10").status());
    assertEquals(143, run("timeout", "--preserve-status", "1", "sleep", "10").status());
  }
}
