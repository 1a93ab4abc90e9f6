package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The frames of a module in a call trace, where the real kernel had them. */
class CallTraceTest {
  private static final Path CASES = ScriptMachine.TESTDATA.resolve("modules");

  private static List<String> moduleFrames(String log, String module) {
    return log.lines()
        .map(line -> line.replaceAll("^(\\[[^]]*\\]|[^;]*;)", ""))
        .filter(line -> line.matches(" +[a-z_0-9.]+\\+0x.*\\[" + module + "\\]"))
        .map(String::strip)
        .toList();
  }

  private static String run(String module, String arguments) throws Exception {
    Path file = CASES.resolve(module).resolve(module + ".ko");
    return ScriptMachine.run(
            List.of(),
            Map.of(),
            List.of("sh", "-c", "insmod " + file + " " + arguments + "; dmesg"))
        .output();
  }

  private static void matches(String module, String arguments) throws Exception {
    String recorded = ScriptMachine.read(CASES.resolve(module + "/expected/kmsg-load.txt"));
    List<String> frames = moduleFrames(recorded, module);
    assertTrue(!frames.isEmpty(), recorded);
    assertEquals(frames, moduleFrames(run(module, arguments), module));
  }

  @Test
  void findsTheCallers() throws Exception {
    matches("oops_gp", "kind=gp");
  }

  @Test
  void goesOnThroughAServedFunction() throws Exception {
    matches("oops_callback", "kind=sort");
    List<String> trace = run("oops_callback", "kind=sort").lines().toList();
    assertTrue(trace.stream().anyMatch(line -> line.endsWith(" sort+0x1/0x50")), trace.toString());
  }

  @Test
  void aStackOverflowEndsTheMachine() throws Exception {
    Path file = CASES.resolve("oops_gp/oops_gp.ko");
    ScriptMachine.Result result =
        ScriptMachine.run(
            List.of(), Map.of(), List.of("sh", "-c", "insmod " + file + " kind=overflow"));
    assertTrue(result.panicked());
  }
}
