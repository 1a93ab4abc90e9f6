package io.kobox.loader;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A function of a module, by its symbol.
 *
 * @param name as in the source: without what the compiler appended ({@code .part.0}, {@code
 *     .isra.0})
 * @param section the number of its section
 * @param offset where it begins there
 * @param size of its code in bytes
 */
public record FunctionSymbol(String name, int section, long offset, long size) {
  private static final int STT_FUNC = 2;
  private static final List<String> ALIASES = List.of("init_module", "cleanup_module");

  /** Padding before a function is none (CONFIG_CALL_PADDING). */
  private static final String PADDING = "__pfx_";

  /** The half of a function that hardly ever runs is none of its own. */
  private static final String COLD = ".cold";

  /** The functions of a file, after {@link ElfModule#setupLoadInfo}, by their places. */
  public static Collection<FunctionSymbol> of(ElfModule module) throws ModuleLoadException {
    Map<List<Long>, FunctionSymbol> functions = new TreeMap<>(FunctionSymbol::compare);
    ModuleSymbols symbols = new ModuleSymbols(module);
    for (int i = 1; i < symbols.count(); i++) {
      int section = symbols.section(i);
      String name = symbols.name(i);
      if (symbols.kind(i) == STT_FUNC
          && section > 0
          && section < module.sectionCount()
          && symbols.size(i) > 0
          && !name.startsWith(PADDING)
          && !name.contains(COLD)) {
        FunctionSymbol function =
            new FunctionSymbol(sourceName(name), section, symbols.value(i), symbols.size(i));
        List<Long> place = List.of((long) section, function.offset);
        if (!functions.containsKey(place) || !ALIASES.contains(function.name)) {
          functions.put(place, function);
        }
      }
    }
    return new ArrayList<>(functions.values());
  }

  private static int compare(List<Long> one, List<Long> other) {
    int sections = one.getFirst().compareTo(other.getFirst());
    return sections != 0 ? sections : one.getLast().compareTo(other.getLast());
  }

  private static String sourceName(String name) {
    int dot = name.indexOf('.');
    return dot <= 0 ? name : name.substring(0, dot);
  }
}
