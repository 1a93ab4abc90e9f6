package io.kobox.shell;

import io.kobox.device.catalog.DeviceTypes;
import io.kobox.shell.command.Command;
import io.kobox.shell.coreutils.CoreCommands;
import io.kobox.shell.device.DeviceCommand;
import io.kobox.shell.device.KeyCommand;
import io.kobox.shell.kmod.KmodCommands;
import io.kobox.shell.lang.BinaryLoader;
import io.kobox.shell.lang.CommandFinder;
import io.kobox.shell.lang.CommandRegistry;
import io.kobox.shell.lang.ShellCommand;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The programs of the machine, and the environment of its first shell. */
final class MachineCommands {
  private final CommandFinder finder;

  /** Those of a machine that runs no machine code of programs. */
  MachineCommands() {
    this(BinaryLoader.EXECVE, List.of());
  }

  /**
   * @param binaries runs the machine code that files hold
   * @param more kobox's own commands, which are no programs of the machine
   */
  MachineCommands(BinaryLoader binaries, List<Command> more) {
    CommandRegistry registry = new CommandRegistry();
    finder = new CommandFinder(registry, binaries);
    for (String name : CoreCommands.names()) {
      registry.add(name, () -> Objects.requireNonNull(CoreCommands.lookup(name)));
    }
    for (String name : KmodCommands.names()) {
      registry.add(name, () -> Objects.requireNonNull(KmodCommands.lookup(name)));
    }
    registry.addOwn("device", () -> new DeviceCommand(new DeviceTypes()));
    registry.addOwn("key", KeyCommand::new);
    more.forEach(command -> registry.addOwn(command.name(), () -> command));
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
