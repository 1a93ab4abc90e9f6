package io.kobox.kernel.gcov;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Finds a module's sources on this machine: what the compiler was told may be relative, or of the
 * machine that it ran on.
 */
public final class SourcePaths {
  private final List<Path> folders;

  /**
   * @param folders where to look, with the folders below them that the path names
   */
  public SourcePaths(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /**
   * The file that {@code name}, or the longest end of it that is there, names in one of the
   * folders; {@code name} itself if there is none.
   */
  public Path find(String name) {
    Path given = Path.of(name);
    if (given.isAbsolute() && Files.isReadable(given)) {
      return given;
    }
    int names = given.getNameCount();
    for (int from = 0; from < names; from++) {
      Path end = given.subpath(from, names);
      for (Path folder : folders) {
        Path candidate = folder.resolve(end).toAbsolutePath().normalize();
        if (Files.isReadable(candidate)) {
          return candidate;
        }
      }
    }
    return given;
  }
}
