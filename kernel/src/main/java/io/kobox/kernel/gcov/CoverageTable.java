package io.kobox.kernel.gcov;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Coverage for a person to read: a row for each source file. */
public final class CoverageTable {
  private CoverageTable() {}

  /**
   * The lines of the table; none if there is nothing to tell.
   *
   * @param directory paths below it are shown relative to it
   */
  public static List<String> of(List<SourceCoverage> files, SourcePaths paths, Path directory) {
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"file", "lines", "functions", "lines that never ran"});
    for (SourceCoverage file : files) {
      rows.add(
          new String[] {
            shown(paths.find(file.file()), directory),
            share(file.linesHit(), file.lines().size()),
            share(file.functionsHit(), file.functions().size()),
            missing(file)
          });
    }
    return rows.size() == 1 ? List.of() : aligned(rows);
  }

  private static String shown(Path file, Path directory) {
    return file.startsWith(directory) ? directory.relativize(file).toString() : file.toString();
  }

  private static String share(long hit, int all) {
    return all == 0
        ? "-"
        : String.format(Locale.ROOT, "%.1f%% (%d/%d)", 100.0 * hit / all, hit, all);
  }

  /** {@code 12, 20-25}: runs of lines that have code, of which none ran. */
  private static String missing(SourceCoverage file) {
    StringBuilder text = new StringBuilder();
    int first = 0;
    int last = 0;
    for (Map.Entry<Integer, Long> line : file.lines().entrySet()) {
      if (line.getValue() == 0) {
        first = first == 0 ? line.getKey() : first;
        last = line.getKey();
      } else if (first != 0) {
        append(text, first, last);
        first = 0;
      }
    }
    if (first != 0) {
      append(text, first, last);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, int first, int last) {
    text.append(text.isEmpty() ? "" : ", ").append(first);
    if (last != first) {
      text.append('-').append(last);
    }
  }

  private static List<String> aligned(List<String[]> rows) {
    int[] widths = new int[rows.getFirst().length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length - 1; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]);
        if (i < row.length - 1) {
          line.append(" ".repeat(widths[i] - row[i].length() + 2));
        }
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }
}
