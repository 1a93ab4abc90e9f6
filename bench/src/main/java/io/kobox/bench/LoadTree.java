package io.kobox.bench;

import io.kobox.loader.ModuleCompression;
import io.kobox.loader.ModuleImage;
import io.kobox.loader.ModuleLoadException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Lays out and relocates every module below a folder: {@code java io.kobox.bench.LoadTree DIR}. */
final class LoadTree {
  private LoadTree() {}

  /** Prints each failure, and at the end how many modules were tried, the time and the sizes. */
  public static void main(String[] args) throws IOException {
    PrintStream out = System.out;
    List<Path> modules;
    try (Stream<Path> files = Files.walk(Path.of(args[0]))) {
      modules =
          files
              .filter(file -> file.toString().endsWith(".ko") || file.toString().contains(".ko."))
              .sorted()
              .toList();
    }
    long start = System.nanoTime();
    long bytes = 0;
    int failures = 0;
    for (Path module : modules) {
      try {
        ModuleImage image = Loading.load(ModuleCompression.unpack(Files.readAllBytes(module)));
        bytes += image.layout().coreSize() + image.layout().initSize();
      } catch (ModuleLoadException failure) {
        failures++;
        out.println(module + ": " + failure.getMessage());
      }
    }
    out.println(
        "%d modules, %d failures, %d bytes laid out, %d ms"
            .formatted(modules.size(), failures, bytes, (System.nanoTime() - start) / 1_000_000));
  }
}
