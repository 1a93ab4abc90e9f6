package io.kobox.vmlinux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The kernel images that tests can use: those in the folder that the environment variable
 * KOBOX_KERNEL_IMAGES names (tools/kernel-images fills one), and /boot's of 6.1.0-56-amd64.
 */
public final class KernelImages {
  private KernelImages() {}

  /** The images, or none. */
  public static List<Path> all() throws IOException {
    List<Path> images = new ArrayList<>();
    Path installed = Path.of("/boot/vmlinuz-6.1.0-56-amd64");
    if (Files.isReadable(installed)) {
      images.add(installed);
    }
    String folder = System.getenv("KOBOX_KERNEL_IMAGES");
    if (folder != null) {
      try (Stream<Path> files = Files.list(Path.of(folder))) {
        files
            .filter(file -> String.valueOf(file.getFileName()).startsWith("vmlinuz-"))
            .sorted()
            .forEach(images::add);
      }
    }
    return images;
  }
}
