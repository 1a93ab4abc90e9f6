package io.kobox.kernel.gcov;

import io.kobox.dwarf.DwarfException;
import io.kobox.dwarf.LineTable;
import io.kobox.loader.ElfModule;
import io.kobox.loader.FunctionSymbol;
import io.kobox.loader.ModuleLoadException;
import io.kobox.loader.SectionHeader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * How often each instruction of a module's code ran. Places in the code are offsets in the file's
 * sections, so that they are the same wherever the module was loaded; {@link #place} makes one
 * number of both.
 */
public final class CoveredModule {
  /** Sections are smaller, and there are fewer than 65,536. */
  private static final int SECTION_SHIFT = 40;

  private final String name;
  private final @Nullable LineTable lines;
  private final Collection<FunctionSymbol> functions;

  /** Where the count changes, and by how much. */
  private final TreeMap<Long, Long> changes = new TreeMap<>();

  CoveredModule(ElfModule file) throws ModuleLoadException {
    name = file.moduleName();
    lines = LineTable.isIn(file) ? lines(file) : null;
    functions = FunctionSymbol.of(file);
  }

  private static @Nullable LineTable lines(ElfModule file) {
    try {
      return LineTable.of(file, section -> place(section, 0));
    } catch (DwarfException e) {
      return null;
    }
  }

  static boolean isCode(SectionHeader section) {
    return section.isAllocated() && section.isExecutable() && section.size() > 0;
  }

  static long place(int section, long offset) {
    return ((long) section << SECTION_SHIFT) + offset;
  }

  /** Equal for files with the same name, code and lines. */
  static String key(ElfModule file) throws ModuleLoadException {
    CRC32 sum = new CRC32();
    for (SectionHeader section : file.sections()) {
      if (isCode(section) || section.name().equals(".debug_line")) {
        sum.update(file.file().copy(section.offset(), section.size()));
      }
    }
    return file.moduleName() + " " + Long.toHexString(sum.getValue());
  }

  /** Code ran, {@code count} times. */
  synchronized void add(int section, long offset, int size, long count) {
    changes.merge(place(section, offset), count, Long::sum);
    changes.merge(place(section, offset + size), -count, Long::sum);
  }

  /** How often the instructions from each place on ran, up to the next place. */
  synchronized NavigableMap<Long, Long> counts() {
    NavigableMap<Long, Long> counts = new TreeMap<>();
    long count = 0;
    for (Map.Entry<Long, Long> change : changes.entrySet()) {
      count += change.getValue();
      counts.put(change.getKey(), count);
    }
    return counts;
  }

  /** The module's name. */
  public String name() {
    return name;
  }

  /** Whether its file tells which lines its code is of. */
  public boolean hasLines() {
    return lines != null;
  }

  @Nullable LineTable lines() {
    return lines;
  }

  List<FunctionSymbol> functions() {
    return List.copyOf(functions);
  }
}
