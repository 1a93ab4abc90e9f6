package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.kobox.kernel.DebugConfig;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.check.Check;
import io.kobox.kernel.check.CheckReports;
import io.kobox.profile.KernelImages;
import io.kobox.profile.KernelProfile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same module, commands and seed give the same output, log and trace, byte for byte. */
class DeterminismTest {
  private static final Path MODULES = ScriptMachine.TESTDATA.resolve("modules");

  /** Timers, threads, locks, memory and devices, with what tells of addresses and time. */
  private static final String SCRIPT =
      """
      for m in timers_demo kthread_demo chardev_demo locks_demo mem_demo proc_seq; do
        insmod %1$s/$m/$m.ko
      done
      sleep 0.3
      cat /proc/modules /proc/uptime /proc/kallsyms | grep -v ' [TtDdRrBbAaVvWw] [^[]*$'
      cat /proc/seqdemo /proc/interrupts 2>&1
      for m in proc_seq mem_demo locks_demo chardev_demo kthread_demo timers_demo; do
        rmmod $m
      done
      dmesg
      """
          .formatted(MODULES);

  private record Run(ScriptMachine.Result result, List<String> trace) {}

  private static Run run(@Nullable Path image, long seed) throws Exception {
    List<String> trace = Collections.synchronizedList(new ArrayList<>());
    DebugConfig debug = new DebugConfig(Check.all(), CheckReports.STANDARD_ERROR, trace::add, null);
    KernelConfig config =
        new KernelConfig(
            Path.of("/"), null, List.of(), seed, false, false, debug, KernelProfile.embedded());
    List<String> argv = List.of("sh", "-c", SCRIPT);
    ScriptMachine.Result result =
        image == null
            ? ScriptMachine.run(config, Map.of(), argv)
            : ScriptMachine.run(image, config, Map.of(), argv);
    return new Run(result, List.copyOf(trace));
  }

  private static void assertSameTwice(@Nullable Path image, long seed) throws Exception {
    Run first = run(image, seed);
    Run second = run(image, seed);
    assertFalse(first.trace().isEmpty());
    assertEquals(first.result().output(), second.result().output());
    assertEquals(first.trace(), second.trace());
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 7, -1})
  void onTheSimulatedKernel(long seed) throws Exception {
    assertSameTwice(null, seed);
  }

  @Test
  void theSeedMovesWhatIsAllocated() throws Exception {
    assertNotEquals(run(null, 1).result().output(), run(null, 2).result().output());
  }

  @Test
  void onTheImageKernel() throws Exception {
    KernelImages.Image image = KernelImages.ofUser().find("6.1.0-56-amd64");
    Assumptions.assumeTrue(image != null, "the kernel is not installed");
    assertSameTwice(image == null ? null : image.vmlinux(), 0);
  }
}
