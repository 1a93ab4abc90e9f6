package io.kobox.gdb;

import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** What gdb's {@code monitor} asks of the machine. */
final class MonitorCommands {
  private static final String HELP =
      """
      lx-symbols  where the sections of the loaded modules are, as commands for gdb;
                  it need not be told: it reads the modules from kobox by itself
      lx-ps       the tasks of the machine
      help        this text
      """;

  private final Supplier<DebugTarget> target;

  MonitorCommands(Supplier<DebugTarget> target) {
    this.target = target;
  }

  String run(String command) {
    return switch (command.strip()) {
      case "lx-symbols" -> symbols(target.get().modules());
      case "lx-ps" -> tasks(target.get().threads());
      case "help" -> HELP;
      default -> "no such command; there are:\n" + HELP;
    };
  }

  private static String symbols(List<LoadedModule> modules) {
    StringBuilder text = new StringBuilder();
    for (LoadedModule module : modules) {
      text.append("add-symbol-file ").append(module.name()).append(".ko");
      for (String section : LibraryList.allocatedSections(module.file())) {
        Long address = module.sections().get(section);
        if (address != null) {
          text.append(String.format(Locale.ROOT, " -s %s 0x%x", section, address));
        }
      }
      text.append('\n');
    }
    return text.isEmpty() ? "no modules are loaded\n" : text.toString();
  }

  private static String tasks(List<DebugThread> threads) {
    StringBuilder text = new StringBuilder();
    for (DebugThread thread : threads) {
      text.append(
          String.format(Locale.ROOT, "%5d %-15s %s%n", thread.id(), thread.name(), thread.state()));
    }
    return text.toString();
  }
}
