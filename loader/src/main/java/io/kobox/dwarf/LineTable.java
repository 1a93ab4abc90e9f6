package io.kobox.dwarf;

import io.kobox.loader.DebugSections;
import io.kobox.loader.ElfModule;
import io.kobox.loader.ModuleLoadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Which source line each instruction of a module is of, by its DWARF line table ({@code
 * .debug_line}, versions 2 to 5); what gdb says with {@code info line *ADDRESS} and {@code info
 * line FILE:LINE}.
 *
 * <pre>{@code
 * LineTable lines = LineTable.of(elf, number -> elf.section(number).address());
 * SourceLine here = lines.find(rip);
 * }</pre>
 */
public final class LineTable {
  /** More rows than any module has. */
  private static final int MOST_ROWS = 16_000_000;

  /**
   * A run of instructions of one line.
   *
   * @param end behind the last instruction
   * @param isStatement whether a breakpoint for the line belongs here
   */
  public record Range(long address, long end, SourceLine line, boolean isStatement) {}

  private final NavigableMap<Long, Range> ranges;
  private @Nullable SortedMap<String, SortedMap<Integer, List<Range>>> byFile;

  private LineTable(NavigableMap<Long, Range> ranges) {
    this.ranges = ranges;
  }

  /** Whether a module file has a line table. */
  public static boolean isIn(ElfModule module) {
    return module.findAnySection(".debug_line") != 0;
  }

  /**
   * The line table of a module file, after {@link ElfModule#setupLoadInfo}; empty if it has none.
   *
   * @param addressOf where a section of the file lies, by its number: its guest address, or what
   *     the caller tells sections apart by
   * @throws DwarfException if the debug information is damaged
   */
  public static LineTable of(ElfModule module, IntToLongFunction addressOf) throws DwarfException {
    Builder builder = new Builder();
    try {
      LineProgram.runAll(new DebugSections(module, addressOf), builder);
    } catch (ModuleLoadException e) {
      throw new DwarfException("a debug section leads out of the file");
    }
    return new LineTable(builder.ranges);
  }

  /** The line that the instruction at {@code address} is of; null if that is not known. */
  public @Nullable SourceLine find(long address) {
    Range range = rangeOf(address);
    return range == null || range.line().line() == 0 ? null : range.line();
  }

  /** The run of instructions that {@code address} is in. */
  public @Nullable Range rangeOf(long address) {
    var entry = ranges.floorEntry(address);
    return entry == null || Long.compareUnsigned(address, entry.getValue().end()) >= 0
        ? null
        : entry.getValue();
  }

  /** All runs of instructions, by address. */
  public List<Range> ranges() {
    return List.copyOf(ranges.values());
  }

  /** The files that instructions come from, sorted. */
  public List<String> files() {
    return List.copyOf(byFile().keySet());
  }

  /** The lines of a file that have instructions, with these, by address. */
  public SortedMap<Integer, List<Range>> lines(String file) {
    return byFile().getOrDefault(file, new TreeMap<>());
  }

  private SortedMap<String, SortedMap<Integer, List<Range>>> byFile() {
    SortedMap<String, SortedMap<Integer, List<Range>>> index = byFile;
    if (index == null) {
      index = new TreeMap<>();
      for (Range range : ranges.values()) {
        if (range.line().line() != 0) {
          index
              .computeIfAbsent(range.line().file(), file -> new TreeMap<>())
              .computeIfAbsent(range.line().line(), line -> new ArrayList<>())
              .add(range);
        }
      }
      byFile = index;
    }
    return index;
  }

  /** Makes ranges of rows. Of several rows at one address the last counts, as for gdb. */
  private static final class Builder implements LineProgram.Rows {
    private final NavigableMap<Long, Range> ranges = new TreeMap<>(Long::compareUnsigned);
    private final TreeSet<SourceLine> known =
        new TreeSet<>(Comparator.comparing(SourceLine::file).thenComparingInt(SourceLine::line));
    private @Nullable SourceLine line;
    private boolean statement;
    private long address;
    private int rows;

    @Override
    public void row(long newAddress, String file, int newLine, boolean isStatement)
        throws DwarfException {
      if (++rows > MOST_ROWS) {
        throw new DwarfException("more rows than a module can have");
      }
      close(newAddress);
      line = shared(new SourceLine(file, newLine));
      address = newAddress;
      statement = isStatement;
    }

    @Override
    public void endSequence(long end) {
      close(end);
      line = null;
    }

    private SourceLine shared(SourceLine wanted) {
      SourceLine same = known.floor(wanted);
      if (wanted.equals(same)) {
        return same;
      }
      known.add(wanted);
      return wanted;
    }

    private void close(long end) {
      SourceLine open = line;
      if (open != null && Long.compareUnsigned(end, address) > 0) {
        ranges.put(address, new Range(address, end, open, statement));
      }
    }
  }
}
