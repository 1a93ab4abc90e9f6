package io.kobox.loader;

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
        module.symbolSection().address(), symbols.count(), module.stringSection().address(), types);
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
      image.write(entry, image.read(source + (long) i * ModuleSymbols.BYTES, ModuleSymbols.BYTES));
      image.put32(entry, (int) (name - strtab));
      image.put8(typetab + count, symbols.type(i));
      int length = symbols.nameLength(i);
      image.write(name, module.file().copy(symbols.nameOffset(i), length));
      name += length + 1;
      count++;
    }
    return new ModuleKallsyms(symtab, count, strtab, typetab);
  }
}
