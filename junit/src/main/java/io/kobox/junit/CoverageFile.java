package io.kobox.junit;

import io.kobox.kernel.gcov.CodeCoverage;
import io.kobox.kernel.gcov.CodeWatcher;
import io.kobox.kernel.gcov.SourceCoverage;
import io.kobox.kernel.gcov.SourcePaths;
import io.kobox.kernel.gcov.Tracefile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which source lines of modules all tests of a run reached, written to the file of {@code
 * -Dkobox.coverage} when the last one is over.
 */
final class CoverageFile implements AutoCloseable {
  private final @Nullable String file = System.getProperty("kobox.coverage");
  private final CodeCoverage coverage = new CodeCoverage();

  /** Whom a test's machine tells; null: no coverage is wanted. */
  @Nullable CodeWatcher newMachine() {
    return file == null ? null : coverage.newMachine();
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      Path path = Path.of(file).toAbsolutePath();
      Path folder = path.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      SourcePaths sources =
          new SourcePaths(
              List.of(
                  Path.of(System.getProperty("kobox.modules", "")).toAbsolutePath(),
                  Path.of("").toAbsolutePath()));
      Files.writeString(path, Tracefile.of(SourceCoverage.of(coverage.modules()), sources));
    }
  }
}
