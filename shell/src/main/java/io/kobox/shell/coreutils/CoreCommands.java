package io.kobox.shell.coreutils;

import io.kobox.shell.busybox.Grep;
import io.kobox.shell.command.Command;
import io.kobox.shell.rig.Devtool;
import io.kobox.shell.rig.Kmsgdump;
import io.kobox.shell.utillinux.Dmesg;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All commands of this part of the shell: the one place that knows them by name. */
public final class CoreCommands {
  private CoreCommands() {}

  /** The command called {@code name}, made anew; null if there is none. */
  public static @Nullable Command lookup(String name) {
    return switch (name) {
      case "cat" -> new Cat();
      case "dd" -> new Dd();
      case "devtool" -> new Devtool();
      case "dmesg" -> new Dmesg();
      case "egrep" -> Grep.extended();
      case "fgrep" -> Grep.fixed();
      case "grep" -> new Grep();
      case "head" -> new Head();
      case "kmsgdump" -> new Kmsgdump();
      case "ls" -> new Ls();
      case "stat" -> new StatCommand();
      case "tail" -> new Tail();
      case "timeout" -> new Timeout();
      case "wc" -> new Wc();
      default -> null;
    };
  }

  /** The names of all commands, sorted. */
  public static List<String> names() {
    return List.of(
        "cat", "dd", "devtool", "dmesg", "egrep", "fgrep", "grep", "head", "kmsgdump", "ls",
        "stat", "tail", "timeout", "wc");
  }
}
