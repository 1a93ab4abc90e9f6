package io.kobox.dwarf;

import io.kobox.loader.ElfModule;
import io.kobox.loader.SectionHeader;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The source lines of a module that was loaded, by address. The table is read when it is first
 * asked for; a damaged one is as good as none.
 *
 * <pre>{@code
 * LineRow row = module.lines().find(address);
 * for (ModuleLines.Place place : module.lines().places("hello/hello.c")) { ... }
 * }</pre>
 */
public final class ModuleLines {
  /**
   * Where code of a line begins.
   *
   * @param address of the loaded module
   * @param statement whether a breakpoint on the line belongs here
   */
  public record Place(int line, long address, boolean statement) {}

  private final ElfModule elf;
  private @Nullable LineTable table;
  private @Nullable String problem;

  /**
   * The lines of a module whose sections have their addresses.
   *
   * @param elf the file it was loaded from
   */
  public ModuleLines(ElfModule elf) {
    this.elf = elf;
  }

  /** The row that covers the byte of code at {@code address}; null if none does. */
  public @Nullable LineRow find(long address) {
    for (SectionHeader section : elf.sections()) {
      long offset = address - section.address();
      if (section.isAllocated() && Long.compareUnsigned(offset, section.size()) < 0) {
        return table().find(section.index(), offset);
      }
    }
    return null;
  }

  /** The files that its code was made of. */
  public SortedSet<String> files() {
    return table().files();
  }

  /** Where the lines of a file begin, by address within each section. */
  public List<Place> places(String file) {
    List<Place> places = new ArrayList<>();
    for (LineRow row : table().rows(file)) {
      if (row.section() > 0 && row.section() < elf.sections().size() && row.line() > 0) {
        long address = elf.section(row.section()).address() + row.offset();
        places.add(new Place(row.line(), address, row.statement()));
      }
    }
    return places;
  }

  /** Why there are no lines although the file has a table; null if nothing is wrong. */
  public @Nullable String problem() {
    table();
    return problem;
  }

  private LineTable table() {
    if (table == null) {
      try {
        table = LineTable.read(elf);
      } catch (DwarfException e) {
        problem = e.getMessage();
        table = LineTable.EMPTY;
      }
    }
    return table;
  }
}
