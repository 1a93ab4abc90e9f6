package io.kobox.shell;

import io.kobox.shell.coreutils.CoreCommands;
import io.kobox.shell.explain.DisasCommand;
import io.kobox.shell.explain.ExplainCommand;
import io.kobox.shell.explain.KernelKnowledge;
import io.kobox.shell.kmod.KmodCommands;
import io.kobox.shell.lang.BinaryLoader;
import io.kobox.shell.lang.CommandFinder;
import io.kobox.shell.lang.CommandRegistry;
import io.kobox.shell.lang.ShellCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The programs of the machine, and the environment of its first shell. */
final class MachineCommands {
  private final CommandFinder finder;

  /** Those of a machine of which nothing more is known: all but kobox's own. */
  MachineCommands() {
    this(null, (_, _) -> null);
  }

  /**
   * All programs.
   *
   * @param kernel what is known of the machine's kernel, asked when a program wants to know
   * @param code reads what modules have in memory
   */
  MachineCommands(@Nullable Supplier<KernelKnowledge> kernel, DisasCommand.LoadedCode code) {
    CommandRegistry registry = new CommandRegistry();
    BinaryLoader noBinaries = (path, argv, environment) -> null;
    finder = new CommandFinder(registry, noBinaries);
    for (String name : CoreCommands.names()) {
      registry.add(name, () -> Objects.requireNonNull(CoreCommands.lookup(name)));
    }
    for (String name : KmodCommands.names()) {
      registry.add(name, () -> Objects.requireNonNull(KmodCommands.lookup(name)));
    }
    if (kernel != null) {
      registry.add("explain", () -> new ExplainCommand(kernel));
      registry.add("disas", () -> new DisasCommand(code));
    }
    registry.add("sh", () -> new ShellCommand("sh", finder));
    registry.add("bash", () -> new ShellCommand("bash", finder));
  }

  CommandFinder finder() {
    return finder;
  }

  /** What a root login has. */
  static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>();
    environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    environment.put("HOME", "/root");
    environment.put("USER", "root");
    environment.put("LOGNAME", "root");
    environment.put("SHELL", "/bin/bash");
    environment.put("TERM", "xterm-256color");
    environment.put("LANG", "C");
    return environment;
  }
}
