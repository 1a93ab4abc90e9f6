package io.kobox.shell.kmod;

import io.kobox.shell.command.Command;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** kmod's tools by name, made when asked for. */
public final class KmodCommands {
  private static final List<String> NAMES =
      List.of("depmod", "insmod", "kmod", "lsmod", "modinfo", "modprobe", "rmmod");

  private KmodCommands() {}

  /** All names, sorted. */
  public static List<String> names() {
    return NAMES;
  }

  /** The tool of that name; null if there is none. */
  public static @Nullable Command lookup(String name) {
    return switch (name) {
      case "depmod" -> new DepmodCommand();
      case "insmod" -> new InsmodCommand();
      case "kmod" -> new KmodCommand();
      case "lsmod" -> new LsmodCommand();
      case "modinfo" -> new ModinfoCommand();
      case "modprobe" -> new ModprobeCommand();
      case "rmmod" -> new RmmodCommand();
      default -> null;
    };
  }
}
