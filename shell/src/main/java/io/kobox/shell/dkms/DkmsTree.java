package io.kobox.shell.dkms;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where dkms keeps what it knows, which is what is there: {@code NAME/VERSION/source}, {@code
 * NAME/VERSION/RELEASE/ARCH/module/*.ko}, {@code NAME/kernel-RELEASE-ARCH} (dkms: /var/lib/dkms).
 */
record DkmsTree(Path root) {
  private static final List<String> SUFFIXES = List.of(".ko", ".ko.gz", ".ko.xz", ".ko.zst");

  /** A module package in one version. */
  record Package(String name, String version) {
    @Override
    public String toString() {
      return name + "/" + version;
    }

    /** As in a source folder's name. */
    String dashed() {
      return name + "-" + version;
    }
  }

  Path folder(Package module) {
    return root.resolve(module.name()).resolve(module.version());
  }

  Path source(Package module) {
    return folder(module).resolve("source");
  }

  Path build(Package module) {
    return folder(module).resolve("build");
  }

  /** What was built for {@code kernel}. */
  Path built(Package module, DkmsKernel kernel) {
    return folder(module).resolve(kernel.release()).resolve(kernel.architecture());
  }

  /** The link to what is installed for {@code kernel}. */
  Path active(Package module, DkmsKernel kernel) {
    return root.resolve(module.name())
        .resolve("kernel-" + kernel.release() + "-" + kernel.architecture());
  }

  /** is_module_added(). */
  boolean isAdded(Package module) {
    return !module.name().isEmpty()
        && !module.version().isEmpty()
        && Files.isDirectory(folder(module))
        && (Files.isSymbolicLink(source(module)) || Files.isDirectory(source(module)));
  }

  /** Whether every module of {@code conf} is there, built for {@code kernel}. */
  boolean isBuilt(Package module, DkmsKernel kernel, DkmsConf conf) {
    Path modules = built(module, kernel).resolve("module");
    return Files.isDirectory(modules)
        && conf.modules().stream().allMatch(each -> moduleFile(modules, each.destName()) != null);
  }

  /** _is_module_installed(): of one that is built. */
  boolean isActive(Package module, DkmsKernel kernel) throws IOException {
    Path link = active(module, kernel);
    return Files.isSymbolicLink(link)
        && Files.exists(link)
        && Files.exists(built(module, kernel))
        && link.toRealPath().equals(built(module, kernel).toRealPath());
  }

  /** compressed_or_uncompressed(): the file of module {@code name} in {@code folder}, or null. */
  static @Nullable Path moduleFile(Path folder, String name) {
    for (String suffix : SUFFIXES) {
      Path file = folder.resolve(name + suffix);
      if (Files.exists(file)) {
        return file;
      }
    }
    return null;
  }

  /** All names that the file of a module can have. */
  static List<String> fileNames(String module) {
    return SUFFIXES.stream().map(suffix -> module + suffix).toList();
  }
}
