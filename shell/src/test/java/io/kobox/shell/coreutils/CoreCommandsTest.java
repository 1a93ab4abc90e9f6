package io.kobox.shell.coreutils;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.shell.command.Command;
import io.kobox.shell.command.MemoryMachine;
import io.kobox.syscalls.ErrnoException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of commands. */
final class CoreCommandsTest {
  @Test
  void everyNameIsACommandOfThatName() {
    for (String name : CoreCommands.names()) {
      Command command = CoreCommands.lookup(name);
      assertNotNull(command, name);
      assertEquals(name, command.name());
      assertTrue(command.usage().strip().startsWith("Usage:"), name);
    }
    assertNull(CoreCommands.lookup("nosuch"));
  }

  @Test
  void helpGoesToStandardOutput() throws ErrnoException {
    MemoryMachine machine = new MemoryMachine();
    for (String name : CoreCommands.names()) {
      if (List.of("true", "false", "test", "[", "echo").contains(name)) {
        continue;
      }
      MemoryMachine.Result result =
          machine.run(CoreCommands::lookup, "/", "", List.of(name, "--help"));
      assertEquals("", result.err(), name);
      assertEquals(0, result.status(), name);
      assertTrue(result.out().contains("Usage:"), name);
    }
  }
}
