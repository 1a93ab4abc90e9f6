package io.kobox.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kobox.checkpoint.Checkpoint;
import io.kobox.syscalls.ErrnoException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A test that takes its machine back. */
class CheckpointTest {
  private static final Path HELLO = Path.of("../testdata/modules/hello_world/hello_world.ko");

  @Test
  void theMachineIsWhatItWas() throws Exception {
    try (Machine machine = Machine.boot()) {
      Checkpoint empty = machine.checkpoint();
      machine.insmod(HELLO);
      String log = machine.log().text();
      String uptime = machine.proc("uptime").read();
      machine.advance(Duration.ofSeconds(5));
      machine.restore(empty);
      assertFalse(machine.log().contains("hello world"));
      assertEquals(0, machine.modules().size());
      assertEquals("", machine.proc("modules").read());
      machine.restore(empty);
      machine.insmod(HELLO);
      assertEquals(log, machine.log().text());
      assertEquals(uptime, machine.proc("uptime").read());
    }
  }

  @Test
  void replacedFunctionsGoBack() throws Exception {
    try (Machine machine = Machine.boot()) {
      Checkpoint start = machine.checkpoint();
      machine.replace("_printk", call -> 0);
      machine.restore(start);
      machine.insmod(HELLO);
      machine.log().assertContains("hello world");
    }
  }

  @Test
  void aProcessThatHasGoneOnCannotGoBack() throws Exception {
    try (Machine machine = Machine.boot()) {
      Background sleeper =
          machine.start("sleeper", process -> process.sleep(Duration.ofSeconds(2)));
      machine.advance(Duration.ofSeconds(1));
      Checkpoint start = machine.checkpoint();
      machine.restore(start);
      sleeper.await();
      String why =
          assertThrows(IllegalStateException.class, () -> machine.restore(start)).getMessage();
      assertEquals("no way back: sleeper/" + sleeper.pid() + " has gone on since", why);
    }
  }

  /** An oops ends a process, not the machine. */
  @Test
  void backFromAnOops() throws Exception {
    try (Machine machine = Machine.boot()) {
      machine.begin(true);
      assertThrows(
          DeadProcessError.class,
          () -> machine.insmod("../testdata/modules/oops_null/oops_null.ko"));
      assertFalse(machine.findings().all().isEmpty());
      assertEquals(true, machine.renew());
      assertEquals(0, machine.findings().all().size());
      machine.insmod(HELLO);
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }
}
