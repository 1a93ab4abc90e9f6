package io.kobox.loader;

<<<<<<< HEAD
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
=======
/**
 * add_kallsyms() of kernel/module/kallsyms.c: the symbol table, names and types at their guest
 * addresses.
 *
 * @param symtab guest address of the Elf64_Sym
 * @param count how many, symbol 0 included
 * @param strtab guest address of the names
 * @param typetab guest address of the types, a letter each
 */
public record ModuleKallsyms(long symtab, int count, long strtab, long typetab) {

  /** The tables while init runs: all symbols, in the init part. Fills in the types. */
  public static ModuleKallsyms addInit(ModuleImage image) throws ModuleLoadException {
    ElfModule module = image.module();
    ModuleSymbols symbols = new ModuleSymbols(module);
    long types = image.initBase() + image.layout().initTypesOffset();
    for (int i = 0; i < symbols.count(); i++) {
      image.put8(types + i, symbols.type(i));
    }
    return new ModuleKallsyms(
        module.symbolSection().address(),
        symbols.count(),
        module.stringSection().address(),
        types);
  }

  /** The tables that stay: copies the core symbols to the end of the core part. */
  public static ModuleKallsyms addCore(ModuleImage image) throws ModuleLoadException {
    ModuleLayout layout = image.layout();
    ElfModule module = image.module();
    ModuleSymbols symbols = new ModuleSymbols(module);
    long source = module.symbolSection().address();
    long symtab = image.coreBase() + layout.coreSymbolsOffset();
    long strtab = image.coreBase() + layout.coreStringsOffset();
    long typetab = image.coreBase() + layout.coreTypesOffset();
    long name = strtab;
    int count = 0;
    for (int i = 0; i < symbols.count(); i++) {
      if (!symbols.isCore(i)) {
        continue;
      }
      long entry = symtab + (long) count * ModuleSymbols.BYTES;
      image.write(
          entry, image.read(source + (long) i * ModuleSymbols.BYTES, ModuleSymbols.BYTES));
      image.put32(entry, (int) (name - strtab));
      image.put8(typetab + count, symbols.type(i));
      int length = symbols.nameLength(i);
      image.write(name, module.file().copy(symbols.nameOffset(i), length));
      name += length + 1;
      count++;
    }
    return new ModuleKallsyms(symtab, count, strtab, typetab);
>>>>>>> kmod
  }
}
