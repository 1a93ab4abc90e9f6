package io.kobox.kernel.module;

import io.kobox.dwarf.DwarfException;
import io.kobox.dwarf.LineTable;
import io.kobox.loader.ElfModule;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The source lines of a loaded module, read from its file when somebody asks. The file is kept for
 * that only if it has any.
 */
final class ModuleLines implements Supplier<@Nullable LineTable> {
  private final ElfModule elf;
  private @Nullable LineTable table;
  private boolean damaged;

  private ModuleLines(ElfModule elf) {
    this.elf = elf;
  }

  static void keep(ElfModule elf, Module module) {
    if (LineTable.isIn(elf)) {
      module.setLines(new ModuleLines(elf));
    }
  }

  @Override
  public @Nullable LineTable get() {
    if (table == null && !damaged) {
      try {
        table = LineTable.of(elf, number -> elf.section(number).address());
      } catch (DwarfException e) {
        damaged = true;
      }
    }
    return table;
  }
}
