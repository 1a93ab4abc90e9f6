package io.kobox.fs.hostfs;

import java.util.List;

/** Names below a host directory that the machine does not see, as relative paths. */
record HiddenNames(List<String> paths) {
  static final HiddenNames NONE = new HiddenNames(List.of());

  boolean hides(String name) {
    return paths.contains(name);
  }

  /** What is hidden below the child {@code name}. */
  HiddenNames below(String name) {
    if (paths.isEmpty()) {
      return this;
    }
    String prefix = name + "/";
    return new HiddenNames(
        paths.stream()
            .filter(path -> path.startsWith(prefix))
            .map(path -> path.substring(prefix.length()))
            .toList());
  }
}
