package io.kobox.shell;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kobox.fs.OpenFile;
import io.kobox.fs.pipe.HostOutput;
import io.kobox.kernel.KernelConfig;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.shell.command.Session;
import io.kobox.shell.explain.TopCommand;
import io.kobox.shell.lang.ShellCommand;
import io.kobox.syscalls.OpenFlags;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code top}: what it tells of a machine with modules. */
class TopTest {
  private static final Path MODULES = ScriptMachine.TESTDATA.resolve("modules");

  private static String topAfter(String script, String... words) throws Exception {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    KernelConfig config = new KernelConfig(Path.of("/"), null, List.of(), 0, false, false);
    MachineCommands commands = new MachineCommands();
    Map<String, String> environment = MachineCommands.environment();
    try (SimulatedKernel kernel = new SimulatedKernel(config)) {
      kernel.setPrograms(commands.finder());
      HostOutput kept = new HostOutput(output, kernel::sendSigpipe, null);
      OpenFile out = kernel.files().pipeFs().openStream(kept, OpenFlags.O_WRONLY, false);
      kernel.run(
          "sh",
          List.of("sh"),
          "/",
          List.of(out, out, out),
          calls -> {
            List<String> shell = List.of("sh", "-c", script);
            new ShellCommand("sh", commands.finder())
                .run(new Session(calls, shell, environment, commands.finder().runner(calls)));
            return new TopCommand(kernel::activity)
                .run(
                    new Session(
                        calls, List.of(words), environment, commands.finder().runner(calls)));
          });
    }
    return output.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void tasksModulesAndWhatIsPending() throws Exception {
    String text =
        topAfter("insmod " + MODULES.resolve("timers_demo/timers_demo.ko") + "; sleep 0.1", "top");
    assertTrue(text.contains("\n    2 S kthreadd\n    3 I rcu_gp\n"), text);
    assertTrue(text.contains("timers_demo        "), text);
    assertTrue(text.contains("tl_fn+0x0/0x56 [timers_demo]\n"), text);
  }

  @Test
  void memoryOfAModule() throws Exception {
    String text =
        topAfter("insmod " + MODULES.resolve("cache_leak/cache_leak.ko"), "top", "-b", "-n", "1");
    assertTrue(
        text.lines().anyMatch(line -> line.matches("cache_leak +\\d+  Live +\\d+ bytes in \\d+")),
        text);
  }

  @Test
  void wrongUsage() throws Exception {
    assertTrue(topAfter("true", "top", "-x").contains("usage: top [-b]"));
  }
}
