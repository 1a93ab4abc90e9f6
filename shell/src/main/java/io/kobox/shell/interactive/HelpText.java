package io.kobox.shell.interactive;

import io.kobox.shell.command.Command;
import io.kobox.shell.lang.CommandRegistry;
import io.kobox.shell.lang.builtin.Builtins;

/** What {@code help} prints. */
final class HelpText {
  private static final String EXAMPLES =
      """
      Examples:
        insmod hello.ko name=world     load a module of the host into the machine
        dmesg | tail                   what the kernel said
        lsmod; cat /proc/modules       what is loaded
        echo 1 > /sys/module/hello/parameters/debug
        exec 9</dev/demo; cat <&9      hold a device open
        rmmod hello                    unload it

      'help NAME' shows how a command is used; Tab completes; Ctrl-R searches; Ctrl-D leaves.
      """;

  private HelpText() {}

  static String overview(CommandRegistry registry) {
    StringBuilder text = new StringBuilder("Commands of the machine:\n");
    for (String name : registry.names()) {
      Command command = registry.find(name);
      if (command != null) {
        String pad = " ".repeat(Math.max(1, 14 - name.length()));
        text.append("  ").append(name).append(pad).append(command.summary()).append('\n');
      }
    }
    text.append("\nThe shell's own: ").append(String.join(" ", Builtins.names()));
    return text.append("\n\n").append(EXAMPLES).toString();
  }

  static String of(CommandRegistry registry, String name) {
    Command command = registry.find(name);
    if (command != null) {
      return command.usage();
    }
    return Builtins.find(name) != null
        ? name + " is a shell builtin, as in bash\n"
        : "help: no help topics match `" + name + "'\n";
  }
}
