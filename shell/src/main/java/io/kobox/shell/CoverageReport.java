package io.kobox.shell;

import io.kobox.kernel.gcov.CodeCoverage;
import io.kobox.kernel.gcov.CoverageTable;
import io.kobox.kernel.gcov.CoveredModule;
import io.kobox.kernel.gcov.SourceCoverage;
import io.kobox.kernel.gcov.SourcePaths;
import io.kobox.kernel.gcov.Tracefile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Which source lines of modules ran, as a file for lcov's programs and as a table. */
final class CoverageReport {
  private final List<CoveredModule> modules;
  private final List<SourceCoverage> files;
  private final SourcePaths paths;

  /**
   * @param words files and folders of the host near which sources may be
   */
  CoverageReport(CodeCoverage coverage, List<String> words) {
    modules = coverage.modules();
    files = SourceCoverage.of(modules);
    paths = new SourcePaths(folders(words));
  }

  private static List<Path> folders(List<String> words) {
    Set<Path> folders = new LinkedHashSet<>();
    for (String word : words) {
      Path path = Path.of("").toAbsolutePath().resolve(word);
      Path parent = path.getParent();
      if (Files.isDirectory(path)) {
        folders.add(path);
      } else if (parent != null && Files.exists(path)) {
        folders.add(parent);
      }
    }
    folders.add(Path.of("").toAbsolutePath());
    return List.copyOf(folders);
  }

  /** Writes lcov's file. */
  void write(Path file) throws UsageException {
    try {
      Files.writeString(file, Tracefile.of(files, paths));
    } catch (IOException e) {
      throw new UsageException("--coverage: " + file + ": cannot be written");
    }
  }

  /** The table, and what it does not tell. */
  List<String> table() {
    List<String> lines =
        new ArrayList<>(CoverageTable.of(files, paths, Path.of("").toAbsolutePath()));
    for (CoveredModule module : modules) {
      if (!module.hasLines()) {
        lines.add(module.name() + ": no source lines in the file (was it built without -g?)");
      }
    }
    if (modules.isEmpty()) {
      lines.add("no module was loaded");
    }
    return lines;
  }
}
