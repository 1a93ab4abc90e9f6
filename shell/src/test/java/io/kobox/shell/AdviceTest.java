package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.shell.interactive.KernelLogAdvice;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the shell says about lines of the kernel's log. */
class AdviceTest {
  private static List<String> advice(String... lines) throws Exception {
    List<String> advice = new ArrayList<>();
    KernelConfig config = new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      kernel.run(
          "bash",
          List.of("bash"),
          "/",
          List.of(),
          calls -> {
            KernelLogAdvice log = new KernelLogAdvice();
            write(calls, "old: Unknown symbol older (err -2)");
            log.take(calls, "", false);
            for (String line : lines) {
              write(calls, line);
            }
            advice.addAll(log.take(calls, "insmod m.ko", true));
            return 0;
          });
    }
    return advice;
  }

  private static void write(SystemCalls calls, String line) throws ErrnoException {
    byte[] bytes = (line + "\n").getBytes(StandardCharsets.ISO_8859_1);
    int fd = calls.openat(OpenFlags.AT_FDCWD, "/dev/kmsg", OpenFlags.O_WRONLY, 0);
    calls.write(fd, bytes, 0, bytes.length);
    calls.close(fd);
  }

  @Test
  void tellsWhoHasAnUnknownSymbol() throws Exception {
    assertEquals(
        List.of("nothing here exports no_such: insmod the module that does first, if there is one"),
        advice("m: Unknown symbol no_such (err -2)"));
    assertEquals(
        List.of("schedule is the kernel's own and not served by the simulated one: try --kernel"),
        advice("m: Unknown symbol schedule (err -2)"));
    assertEquals(
        List.of(
            "schedule is there, but perhaps for GPL modules only; this one's license is"
                + " 'Proprietary'"),
        advice(
            "m: module license 'Proprietary' taints kernel.",
            "m: Unknown symbol schedule (err -2)"));
  }

  @Test
  void tellsForWhichKernelAModuleWasBuilt() throws Exception {
    assertEquals(
        List.of(
            "m was built for 5.10.0, this kernel is 6.1.0-56-amd64: try 'kobox build' with its"
                + " headers, or insmod -f"),
        advice(
            "m: version magic '5.10.0 SMP mod_unload ' should be '6.1.0-56-amd64 SMP preempt '"));
  }

  @Test
  void linesWithoutMatterSayNothing() throws Exception {
    assertEquals(List.of(), advice("m: loading out-of-tree module taints kernel."));
  }

  @Test
  void helpIsACommandOfScripts() throws Exception {
    ScriptMachine.Result result =
        ScriptMachine.run(
            List.of(), Map.of(), List.of("sh", "-c", "help rmmod | tail -n 1; help nosuch"));
    assertTrue(result.output().startsWith("  rmmod a b\n"), result.output());
    assertTrue(result.output().contains("help: no help topics match `nosuch'"));
    assertEquals(1, result.status());
  }
}
