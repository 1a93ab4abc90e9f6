package io.kobox.kernel.gcov;

import java.util.Comparator;
import java.util.List;

/** Coverage in the format of lcov (geninfo(1): FILES), of which genhtml makes pages. */
public final class Tracefile {
  private Tracefile() {}

  /**
   * The text of the file.
   *
   * @param paths finds the sources
   */
  public static String of(List<SourceCoverage> files, SourcePaths paths) {
    StringBuilder text = new StringBuilder();
    for (SourceCoverage file : files) {
      text.append("TN:\nSF:").append(paths.find(file.file())).append('\n');
      addFunctions(text, file);
      file.lines()
          .forEach(
              (line, count) ->
                  text.append("DA:").append(line).append(',').append(count).append('\n'));
      text.append("LF:").append(file.lines().size()).append('\n');
      text.append("LH:").append(file.linesHit()).append("\nend_of_record\n");
    }
    return text.toString();
  }

  private static void addFunctions(StringBuilder text, SourceCoverage file) {
    List<SourceCoverage.Function> functions =
        file.functions().stream()
            .sorted(
                Comparator.comparingInt(SourceCoverage.Function::line)
                    .thenComparing(SourceCoverage.Function::name))
            .toList();
    for (SourceCoverage.Function each : functions) {
      text.append("FN:").append(each.line()).append(',').append(each.name()).append('\n');
    }
    for (SourceCoverage.Function each : functions) {
      text.append("FNDA:").append(each.count()).append(',').append(each.name()).append('\n');
    }
    text.append("FNF:").append(functions.size()).append('\n');
    text.append("FNH:").append(file.functionsHit()).append('\n');
  }
}
