package io.kobox.shell.lang.builtin;

import io.kobox.shell.command.Command;
import io.kobox.shell.lang.CommandRegistry;
import io.kobox.shell.lang.Interpreter;
import java.util.List;

/** {@code help}: what there is; {@code help NAME ...}: how it is used, with examples. */
final class HelpBuiltin implements Builtin {
  private static final String OVERVIEW =
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

  @Override
  public int run(Interpreter shell, List<String> argv) {
    CommandRegistry registry = shell.finder().registry();
    if (argv.size() == 1) {
      shell.print(overview(registry));
      return 0;
    }
    int status = 0;
    for (String name : argv.subList(1, argv.size())) {
      Command command = registry.find(name);
      if (command != null) {
        shell.print(command.usage().strip() + "\n" + examples(name));
      } else if (Builtins.find(name) != null) {
        shell.print(name + " is a shell builtin, as in bash\n" + examples(name));
      } else {
        shell.error("help: no help topics match `" + name + "'");
        status = 1;
      }
    }
    return status;
  }

  private static String overview(CommandRegistry registry) {
    StringBuilder text = new StringBuilder("Commands of the machine:\n");
    for (String name : registry.names()) {
      Command command = registry.find(name);
      if (command != null) {
        String pad = " ".repeat(Math.max(1, 14 - name.length()));
        text.append("  ").append(name).append(pad).append(command.summary()).append('\n');
      }
    }
    text.append("\nThe shell's own: ").append(String.join(" ", Builtins.names()));
    return text.append("\n\n").append(OVERVIEW).toString();
  }

  /** The examples of the commands of a kernel lab; none for others. */
  private static String examples(String name) {
    List<String> lines =
        switch (name) {
          case "insmod" -> List.of("insmod hello.ko", "insmod hello.ko count=3 name=\"a b\"");
          case "rmmod" -> List.of("rmmod hello", "rmmod a b");
          case "modprobe" ->
              List.of(
                  "modprobe hello count=3", "modprobe -r hello", "modprobe --show-depends hello");
          case "modinfo" -> List.of("modinfo hello.ko", "modinfo -F depends hello");
          case "depmod" -> List.of("depmod", "depmod -n | head");
          case "lsmod" -> List.of("lsmod", "lsmod | grep hello");
          case "dmesg" -> List.of("dmesg | tail", "dmesg -l err,warn", "dmesg -c > /tmp/log");
          case "exec" -> List.of("exec 9</dev/demo    # hold a device open", "exec 9<&-");
          case "mknod" -> List.of("mknod /dev/demo c 240 0");
          case "mount" -> List.of("mount -t debugfs none /sys/kernel/debug");
          case "sysctl" -> List.of("sysctl kernel.printk", "sysctl -w kernel.printk=7");
          default -> List.of();
        };
    return lines.isEmpty() ? "" : "\nExamples:\n  " + String.join("\n  ", lines) + "\n";
  }
}
