package io.kobox.shell.fuzz;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The folder with the inputs that the fuzzing engine goes on from, and where it puts new ones. */
final class Corpus implements AutoCloseable {
  private final Path folder;
  private final boolean temporary;

  private Corpus(Path folder, boolean temporary) {
    this.folder = folder;
    this.temporary = temporary;
  }

  /**
   * A folder with at least the given inputs in it.
   *
   * @param kept the user's folder; null: one that is gone afterwards
   */
  static Corpus of(@Nullable Path kept, List<byte[]> seeds) throws IOException {
    Path folder =
        kept == null ? Files.createTempDirectory("kobox-fuzz") : Files.createDirectories(kept);
    for (int i = 0; i < seeds.size(); i++) {
      Files.write(folder.resolve("seed-" + i), seeds.get(i));
    }
    return new Corpus(folder, kept == null);
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() throws IOException {
    if (temporary) {
      MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
    }
  }
}
