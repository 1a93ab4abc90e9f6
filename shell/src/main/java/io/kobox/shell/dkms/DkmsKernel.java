package io.kobox.shell.dkms;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A kernel that modules are built for.
 *
 * @param release what {@code uname -r} says there
 * @param headers the tree to build against; null: none is known
 * @param modules the folder that this kernel sees as {@code /lib/modules/RELEASE}; null: none
 */
record DkmsKernel(
    String release, String architecture, @Nullable Path headers, @Nullable Path modules) {
  /** {@code $kernel_source_dir}: where the headers are, or would be on a real machine. */
  String sourceFolder() {
    return headers != null ? headers.toString() : "/lib/modules/" + release + "/build";
  }

  /**
   * set_module_suffix(): what follows {@code .ko} in this kernel's tree of modules, empty for
   * modules that are not compressed.
   */
  String compression() throws IOException {
    Path index = modules == null ? null : modules.resolve("modules.dep");
    if (index == null || !Files.isReadable(index)) {
      return "";
    }
    try (Stream<String> lines = Files.lines(index, StandardCharsets.ISO_8859_1)) {
      String first = lines.findFirst().orElse("");
      for (String suffix : List.of(".gz", ".xz", ".zst")) {
        if (first.contains(suffix + ":")) {
          return suffix;
        }
      }
    }
    return "";
  }
}
