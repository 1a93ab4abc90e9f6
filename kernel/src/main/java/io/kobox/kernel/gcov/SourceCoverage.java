package io.kobox.kernel.gcov;

import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What ran of one source file. */
public final class SourceCoverage {
  /**
   * A function that has code of its own: one that the compiler put into its callers has none.
   *
   * @param line where it begins
   * @param count how often it was called
   */
  public record Function(String name, int line, long count) {
    private Function plus(Function other) {
      return new Function(name, Math.min(line, other.line), count + other.count);
    }
  }

  private final String file;
  private final SortedMap<Integer, Long> lines = new TreeMap<>();
  private final SortedMap<String, Function> functions = new TreeMap<>();

  SourceCoverage(String file) {
    this.file = file;
  }

  /** The source files of modules, sorted, without those of the kernel's headers. */
  public static List<SourceCoverage> of(Collection<CoveredModule> modules) {
    SortedMap<String, SourceCoverage> files = new TreeMap<>();
    modules.forEach(module -> new ModuleSources(module).addTo(files));
    return List.copyOf(files.values());
  }

  void addLine(int line, long count) {
    lines.merge(line, count, Long::sum);
  }

  void addFunction(Function function) {
    functions.merge(function.name(), function, Function::plus);
  }

  /** The file's path as the compiler was given it. */
  public String file() {
    return file;
  }

  /** The lines that have code, with how often they ran. */
  public SortedMap<Integer, Long> lines() {
    return lines;
  }

  /** The functions, by name. */
  public Collection<Function> functions() {
    return functions.values();
  }

  /** How many lines ran. */
  public long linesHit() {
    return lines.values().stream().filter(count -> count > 0).count();
  }

  /** How many functions were called. */
  public long functionsHit() {
    return functions.values().stream().filter(function -> function.count() > 0).count();
  }
}
