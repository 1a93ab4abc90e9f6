package io.kobox.shell.kbuild;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder to see as {@code /lib/modules/RELEASE}, for kbuild's {@code modules_install}: that wants
 * a root with {@code lib/modules/RELEASE} below, so one is made of a link, for a while.
 */
final class ModulesTree implements AutoCloseable {
  private final Path root;
  private final Path link;

  ModulesTree(Path folder, String release) throws IOException {
    root = Files.createTempDirectory("kobox-modules");
    link = root.resolve("lib/modules").resolve(release);
    Files.createDirectories(root.resolve("lib/modules"));
    Files.createSymbolicLink(link, folder.toAbsolutePath());
  }

  /** What {@code INSTALL_MOD_PATH} must be. */
  Path root() {
    return root;
  }

  @Override
  public void close() throws IOException {
    Files.delete(link);
    Files.delete(root.resolve("lib/modules"));
    Files.delete(root.resolve("lib"));
    Files.delete(root);
  }
}
