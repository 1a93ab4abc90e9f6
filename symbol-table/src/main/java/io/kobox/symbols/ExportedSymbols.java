package io.kobox.symbols;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The symbols that a kernel exports. */
public interface ExportedSymbols {
  /** The symbol called {@code name}, or null. */
  @Nullable KernelSymbol find(String name);

  /** All symbols, sorted by name. */
  List<KernelSymbol> all();
}
