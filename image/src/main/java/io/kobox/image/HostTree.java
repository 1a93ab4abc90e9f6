package io.kobox.image;

import io.kobox.kernel.KernelConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The host's files that show, for reading, where the machine itself has none: the directory of
 * modules, bound directories, and the host's own tree.
 */
final class HostTree {
  /**
   * What the machine has of its own and the host must not lend it: it would be another machine.
   * Only what was asked for is shown there.
   */
  private static final List<String> MACHINE_ONLY =
      List.of(
          "/proc",
          "/sys",
          "/dev",
          "/run",
          "/lib/modules",
          "/usr/lib/modules",
          "/etc/modprobe.d",
          "/lib/modprobe.d",
          "/usr/lib/modprobe.d",
          "/usr/local/lib/modprobe.d");

  private final List<Mapping> mappings = new ArrayList<>();

  /** A directory of the host and where it shows. */
  private record Mapping(String path, Path host) {
    boolean isRoot() {
      return path.equals("/");
    }

    @Nullable Path find(String name) {
      if (name.equals(path)) {
        return host;
      }
      String prefix = path.endsWith("/") ? path : path + "/";
      return name.startsWith(prefix) ? host.resolve(name.substring(prefix.length())) : null;
    }
  }

  HostTree(KernelConfig config, String release) {
    Path modules = config.modules();
    if (modules != null) {
      mappings.add(new Mapping("/lib/modules/" + release, modules));
      mappings.add(new Mapping("/usr/lib/modules/" + release, modules));
    }
    for (KernelConfig.Bind bind : config.binds()) {
      mappings.add(new Mapping(bind.path(), bind.host()));
    }
    Path root = config.hostRoot();
    if (root != null) {
      mappings.add(new Mapping("/", root));
    }
  }

  /** The host's file behind an absolute path of the machine; null if there is none. */
  @Nullable Path find(String name) {
    String absolute = normalize(name);
    String decoded =
        new String(absolute.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    for (Mapping mapping : mappings) {
      Path path = mapping.find(decoded);
      if (path != null) {
        boolean lent = !mapping.isRoot() || !isOfMachine(absolute);
        return lent && Files.exists(path) ? path : null;
      }
    }
    return null;
  }

  private static boolean isOfMachine(String absolute) {
    for (String prefix : MACHINE_ONLY) {
      if (absolute.equals(prefix) || absolute.startsWith(prefix + "/")) {
        return true;
      }
    }
    return false;
  }

  /** An absolute path without "." and "..". */
  static String normalize(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/", -1)) {
      if (part.equals("..")) {
        if (!parts.isEmpty()) {
          parts.removeLast();
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return "/" + String.join("/", parts);
  }
}
