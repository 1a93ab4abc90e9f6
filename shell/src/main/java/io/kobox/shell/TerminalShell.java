package io.kobox.shell;

import io.kobox.image.ImageKernel;
import io.kobox.kernel.SimulatedKernel;
import io.kobox.profile.UserCache;
import io.kobox.shell.interactive.HostWait;
import io.kobox.shell.interactive.InteractiveShell;
import io.kobox.shell.interactive.KernelLogAdvice;
import io.kobox.syscalls.Program;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The interactive shell on a machine. Apart, so that other commands need not load JLine. */
final class TerminalShell {
  private TerminalShell() {}

  static Program program(
      SimulatedKernel kernel, MachineCommands commands, Map<String, String> environment) {
    HostWait wait =
        new HostWait() {
          @Override
          public @Nullable String await(Supplier<@Nullable String> action) {
            return kernel.scheduler().host().await(action);
          }

          @Override
          public void interruptForeground() {
            kernel.interruptForeground();
          }
        };
    return program(wait, commands, environment);
  }

  static Program program(
      ImageKernel kernel, MachineCommands commands, Map<String, String> environment) {
    return calls -> program(new ImageWait(kernel, calls), commands, environment).run(calls);
  }

  private static Program program(
      HostWait wait, MachineCommands commands, Map<String, String> environment) {
    return new InteractiveShell(
        commands.finder(),
        environment,
        UserCache.folder().resolve("history"),
        new KernelLogAdvice(),
        wait);
  }
}
