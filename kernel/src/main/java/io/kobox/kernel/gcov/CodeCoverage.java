package io.kobox.kernel.gcov;

import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleLoadException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What code of modules ran, on all machines that report here; they may run at the same time.
 *
 * <pre>{@code
 * CodeCoverage coverage = new CodeCoverage();
 * // machines with debug.code() == coverage.newMachine() run
 * List<SourceCoverage> files = SourceCoverage.of(coverage.modules());
 * }</pre>
 */
public final class CodeCoverage {
  private final Map<String, CoveredModule> modules = new TreeMap<>();

  /** Whom a new machine tells. */
  public CodeWatcher newMachine() {
    return new MachineCoverage(this);
  }

  /** The module with that code; null if its file is damaged where that matters. */
  synchronized @Nullable CoveredModule module(ElfModule file) {
    try {
      String key = CoveredModule.key(file);
      CoveredModule known = modules.get(key);
      if (known == null) {
        known = new CoveredModule(file);
        modules.put(key, known);
      }
      return known;
    } catch (ModuleLoadException e) {
      return null;
    }
  }

  /** The modules that were loaded, by name. */
  public synchronized List<CoveredModule> modules() {
    return List.copyOf(modules.values());
  }
}
