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
      case "basename" -> new PathCommand(PathCommand.Kind.BASENAME);
      case "cat" -> new Cat();
      case "chgrp" -> new Chown(true);
      case "chmod" -> new Chmod();
      case "chown" -> new Chown(false);
      case "cp" -> new Cp();
      case "dd" -> new Dd();
      case "devtool" -> new Devtool();
      case "dirname" -> new PathCommand(PathCommand.Kind.DIRNAME);
      case "dmesg" -> new Dmesg();
      case "egrep" -> Grep.extended();
      case "false" -> new True(1);
      case "fgrep" -> Grep.fixed();
      case "grep" -> new Grep();
      case "head" -> new Head();
      case "kmsgdump" -> new Kmsgdump();
      case "ln" -> new Ln();
      case "ls" -> new Ls();
      case "mkdir" -> new Mkdir();
      case "mknod" -> new Mknod();
      case "mv" -> new Mv();
      case "readlink" -> new PathCommand(PathCommand.Kind.READLINK);
      case "realpath" -> new PathCommand(PathCommand.Kind.REALPATH);
      case "rm" -> new Rm();
      case "rmdir" -> new Rmdir();
      case "sleep" -> new Sleep();
      case "stat" -> new StatCommand();
      case "tail" -> new Tail();
      case "tee" -> new Tee();
      case "timeout" -> new Timeout();
      case "touch" -> new Touch();
      case "true" -> new True(0);
      case "wc" -> new Wc();
      default -> null;
    };
  }

  /** The names of all commands, sorted. */
  public static List<String> names() {
    return List.of(
        "basename", "cat", "chgrp", "chmod", "chown", "cp", "dd", "devtool", "dirname", "dmesg",
        "egrep", "false", "fgrep", "grep", "head", "kmsgdump", "ln", "ls", "mkdir", "mknod", "mv",
        "readlink", "realpath", "rm", "rmdir", "sleep", "stat", "tail", "tee", "timeout", "touch",
        "true", "wc");
  }
}
