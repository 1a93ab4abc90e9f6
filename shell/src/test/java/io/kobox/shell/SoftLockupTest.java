package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A module whose init never ends must not hang kobox. */
class SoftLockupTest {
  @Test
  void anEndlessLoopIsReportedAndEnds() throws Exception {
    ScriptMachine.Result result =
        ScriptMachine.run(
            List.of(new KernelConfig.Bind(ScriptMachine.TESTDATA.resolve("loops"), "/mods")),
            Map.of(),
            List.of("sh", "-c", "insmod /mods/loop.ko; echo status $?; dmesg"));
    assertTrue(result.output().contains("status 137"), result.output());
    assertTrue(
        result.output().contains("watchdog: BUG: soft lockup - CPU#0 stuck for"), result.output());
  }
}
