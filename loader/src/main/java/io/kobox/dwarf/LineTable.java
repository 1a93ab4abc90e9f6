package io.kobox.dwarf;

import io.kobox.loader.ElfModule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which lines of which files a module's code was made of: the .debug_line of a .ko, DWARF 2 to 5.
 *
 * <pre>{@code
 * LineTable lines = LineTable.read(elf);
 * LineRow row = lines.find(elf.findSection(".text"), 0x24);
 * System.out.println(row.file() + ":" + row.line());
 * }</pre>
 */
public final class LineTable {
  private static final Comparator<LineRow> BY_PLACE =
      Comparator.comparingInt(LineRow::section).thenComparingLong(LineRow::offset);

  /** No lines at all. */
  static final LineTable EMPTY = new LineTable(List.of());

  /** By place; a run's end before the beginning of what follows it there. */
  private final List<LineRow> rows;

  private LineTable(List<LineRow> rows) {
    this.rows = rows;
  }

  /**
   * Reads a module's line table; an empty one if it has none.
   *
   * @throws DwarfException if it is damaged, or compressed
   */
  public static LineTable read(ElfModule elf) throws DwarfException {
    List<LineRow> rows = new ArrayList<>();
    DebugSection section = DebugSection.find(elf, ".debug_line");
    if (section != null) {
      DebugSection strings = DebugSection.find(elf, ".debug_str");
      DebugSection lineStrings = DebugSection.find(elf, ".debug_line_str");
      while (section.hasRemaining()) {
        LineHeader header = new LineHeader(section, strings, lineStrings);
        new LineProgram(section, header, rows).run();
        section.position(header.end);
      }
    }
    rows.sort(BY_PLACE.thenComparing(row -> !row.end()));
    return new LineTable(List.copyOf(rows));
  }

  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /**
   * The row that covers a byte of code: the last one at or before it.
   *
   * @param section the section's number in the file
   */
  public @Nullable LineRow find(int section, long offset) {
    int low = 0;
    int high = rows.size() - 1;
    LineRow found = null;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      LineRow row = rows.get(middle);
      boolean before =
          row.section() < section || (row.section() == section && row.offset() <= offset);
      if (before) {
        found = row;
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return found == null || found.section() != section || found.end() || found.line() == 0
        ? null
        : found;
  }

  /** The files that code came from, in order. */
  public SortedSet<String> files() {
    SortedSet<String> files = new TreeSet<>();
    for (LineRow row : rows) {
      if (!row.end()) {
        files.add(row.file());
      }
    }
    return files;
  }

  /** All rows, in the order of their places. */
  public List<LineRow> rows() {
    return rows;
  }

  /** The rows of one file, in the order of their places. */
  public List<LineRow> rows(String file) {
    return rows.stream().filter(row -> !row.end() && row.file().equals(file)).toList();
  }
}
