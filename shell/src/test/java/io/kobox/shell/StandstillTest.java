package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Scripts that wait for what never comes: on a real machine they would for ever. */
class StandstillTest {
  private static final int KILLED = 137;

  private static ScriptMachine.Result run(String script) throws Exception {
    return ScriptMachine.run(List.of(), Map.of(), List.of("sh", "-c", "mknod /tmp/f p; " + script));
  }

  @Test
  void theLatestProcessThatSleepsIsKilled() throws Exception {
    ScriptMachine.Result result = run("cat /tmp/f; echo $?");
    assertEquals("137\n", result.output());
    assertEquals(0, result.status());
  }

  @Test
  void theFirstProcessIsTheLastToGo() throws Exception {
    ScriptMachine.Result result = run("cat /tmp/f & read x < /tmp/f; echo $?");
    assertEquals("", result.output());
    assertEquals(KILLED, result.status());
  }
}
