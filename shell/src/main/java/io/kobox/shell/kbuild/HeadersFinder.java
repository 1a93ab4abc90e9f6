package io.kobox.shell.kbuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The kernel headers that the host has, in the places where distributions put them. */
public final class HeadersFinder {
  private static final String NONE =
      """
      no kernel headers found: neither in /lib/modules/*/build nor in /usr/src/linux-headers-*
      get them: Debian 'apt install linux-headers-amd64', Ubuntu 'apt install linux-headers-generic', \
      Fedora 'dnf install kernel-devel', Arch 'pacman -S linux-headers'; or name a tree with --headers DIR""";

  private final Path root;

  /** The headers below {@code root}: {@code /}, or a test's folder. */
  public HeadersFinder(Path root) {
    this.root = root;
  }

  /** Every tree, one for each release, sorted by the release's text. */
  public List<KernelHeaders> all() {
    Map<String, KernelHeaders> trees = new TreeMap<>();
    List<Path> candidates = new ArrayList<>();
    for (Path modules : children(root.resolve("lib/modules"), "")) {
      candidates.add(modules.resolve("build"));
    }
    candidates.addAll(children(root.resolve("usr/src"), "linux-headers-"));
    for (Path candidate : candidates) {
      try {
        KernelHeaders tree = KernelHeaders.at(candidate);
        trees.putIfAbsent(tree.release(), tree);
      } catch (BuildException e) {
        // Half of what lies there is no tree: Debian's -common, a link to a removed package.
      }
    }
    return List.copyOf(trees.values());
  }

  /** The tree of exactly {@code release}; null: there is none. */
  public @Nullable KernelHeaders find(String release) {
    for (KernelHeaders tree : all()) {
      if (tree.release().equals(release)) {
        return tree;
      }
    }
    return null;
  }

  /** The tree of {@code release}, or else the last one; none at all is an error. */
  public KernelHeaders forRelease(String release) throws BuildException {
    KernelHeaders exact = find(release);
    if (exact != null) {
      return exact;
    }
    List<KernelHeaders> all = all();
    if (all.isEmpty()) {
      throw new BuildException(NONE);
    }
    return all.getLast();
  }

  private static List<Path> children(Path folder, String prefix) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
