package io.kobox.loader;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** A module's symbols as kallsyms shows them (kernel/module/kallsyms.c: add_kallsyms, elf_type). */
public final class ModuleKallsyms {
  /**
   * A symbol.
   *
   * @param type nm's letter
   * @param core whether it stays when init is freed
   */
  public record Symbol(String name, long address, long size, char type, boolean core) {}

  private ModuleKallsyms() {}

  /** The symbols that have a name and a place, in the order of the symbol table. */
  public static List<Symbol> of(ElfModule module, ModuleLayout layout, ModuleImage image) {
    ByteBuffer table = module.contents(module.symbolTable());
    List<Symbol> symbols = new ArrayList<>();
    for (int i = 1; i < image.values().length; i++) {
      int at = i * Elf.SYM_SIZE;
      String name = module.symbolName(table.getInt(at));
      if (!name.isEmpty() && table.getShort(at + 6) != Elf.SHN_UNDEF) {
        symbols.add(
            new Symbol(
                name,
                image.values()[i],
                table.getLong(at + 16),
                type(module, table, at),
                layout.isCore(table, at)));
      }
    }
    return symbols;
  }

  private static char type(ElfModule module, ByteBuffer table, int at) {
    int info = table.get(at + 4) & 0xff;
    int index = table.getShort(at + 6) & 0xffff;
    if (info >>> 4 == Elf.STB_WEAK) {
      return (info & 0xf) == Elf.STT_OBJECT ? 'v' : 'w';
    }
    if (index == Elf.SHN_ABS) {
      return 'a';
    }
    if (index >= module.sections().size()) {
      return '?';
    }
    Section section = module.sections().get(index);
    if (section == module.perCpu()) {
      return 'a';
    }
    if (section.has(Elf.SHF_EXECINSTR)) {
      return 't';
    }
    if (section.isNoBits()) {
      return 'b';
    }
    if (section.isAllocated()) {
      return section.has(Elf.SHF_WRITE) ? 'd' : 'r';
    }
    return section.name().startsWith(".debug") ? 'n' : '?';
  }
}
