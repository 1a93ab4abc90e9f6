package io.kobox.kernel.gcov;

import io.kobox.dwarf.LineTable;
import io.kobox.dwarf.SourceLine;
import io.kobox.loader.FunctionSymbol;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Brings a module's counts of instructions to its source lines. A line ran as often as the one of
 * its instructions that ran most often.
 */
final class ModuleSources {
  private static final String SOURCE = ".c";

  private final CoveredModule module;
  private final @Nullable LineTable table;
  private final NavigableMap<Long, Long> counts;
  private final Set<String> directories = new HashSet<>();

  ModuleSources(CoveredModule module) {
    this.module = module;
    table = module.lines();
    counts = module.counts();
  }

  void addTo(SortedMap<String, SourceCoverage> files) {
    LineTable lines = table;
    if (lines == null) {
      return;
    }
    for (FunctionSymbol function : module.functions()) {
      SourceLine begin = begin(lines, function);
      if (begin != null && begin.file().endsWith(SOURCE)) {
        directories.add(directory(begin.file()));
      }
    }
    for (String file : lines.files()) {
      if (isOwn(file)) {
        SourceCoverage source = files.computeIfAbsent(file, SourceCoverage::new);
        lines.lines(file).forEach((line, ranges) -> source.addLine(line, most(ranges)));
      }
    }
    functions(lines)
        .forEach(
            (file, ofFile) -> {
              SourceCoverage source = files.get(file);
              if (source != null && isOwn(file)) {
                ofFile.values().forEach(source::addFunction);
              }
            });
  }

  /** The functions of each file; of several parts of one the one that ran most often. */
  private Map<String, Map<String, SourceCoverage.Function>> functions(LineTable lines) {
    Map<String, Map<String, SourceCoverage.Function>> functions = new TreeMap<>();
    for (FunctionSymbol symbol : module.functions()) {
      SourceLine begin = begin(lines, symbol);
      if (begin != null) {
        long count = countAt(CoveredModule.place(symbol.section(), symbol.offset()));
        functions
            .computeIfAbsent(begin.file(), file -> new TreeMap<>())
            .merge(
                symbol.name(),
                new SourceCoverage.Function(symbol.name(), begin.line(), count),
                (one, other) -> one.count() >= other.count() ? one : other);
      }
    }
    return functions;
  }

  private static @Nullable SourceLine begin(LineTable lines, FunctionSymbol function) {
    return lines.find(CoveredModule.place(function.section(), function.offset()));
  }

  /** Whether a file lies with the module's own sources, not with the kernel's headers. */
  private boolean isOwn(String file) {
    String directory = directory(file);
    return directories.contains(directory)
        || directories.stream().anyMatch(own -> !own.isEmpty() && directory.startsWith(own + "/"));
  }

  private static String directory(String file) {
    Path parent = Path.of(file).getParent();
    return parent == null ? "" : parent.toString();
  }

  private long most(List<LineTable.Range> ranges) {
    long most = 0;
    for (LineTable.Range range : ranges) {
      most = Math.max(most, countAt(range.address()));
      for (long count : counts.subMap(range.address(), range.end()).values()) {
        most = Math.max(most, count);
      }
    }
    return most;
  }

  private long countAt(long place) {
    Map.Entry<Long, Long> entry = counts.floorEntry(place);
    return entry == null ? 0 : entry.getValue();
  }
}
