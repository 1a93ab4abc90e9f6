package io.kobox.loader;

import static io.kobox.loader.ModuleLoadException.ENOEXEC;
import static io.kobox.loader.ModuleLoadException.ENOMEM;
import static io.kobox.loader.SectionHeader.INIT_OFFSET_MASK;
import static io.kobox.loader.SectionHeader.SHF_ALLOC;
import static io.kobox.loader.SectionHeader.SHF_EXECINSTR;
import static io.kobox.loader.SectionHeader.SHF_RO_AFTER_INIT;
import static io.kobox.loader.SectionHeader.SHF_WRITE;

/**
 * Where each section goes: layout_and_allocate() of kernel/module/main.c up to move_module(), for a
 * kernel with CONFIG_STRICT_MODULE_RWX, CONFIG_MODULE_UNLOAD and CONFIG_KALLSYMS_ALL. Sizes and
 * offsets are in bytes; the steps are called in the order they stand here. x86 has no
 * module_frob_arch_sections() of its own.
 */
public final class ModuleLayout {
  static final long PAGE_SIZE = 4096;

  /** arch/x86: MODULES_LEN. The kernel's module_alloc() fails for more. */
  private static final long MODULES_LEN = 1520L << 20;

  /** Sections that have all of the first flags and none of the second, in this order. */
  private static final long[][] MASKS = {
    {SHF_EXECINSTR | SHF_ALLOC, 0},
    {SHF_ALLOC, SHF_WRITE},
    {SHF_RO_AFTER_INIT | SHF_ALLOC, 0},
    {SHF_WRITE | SHF_ALLOC, 0},
    {SHF_ALLOC, 0},
  };

  /** struct module_layout: the ends of the read-only and executable pages, and the whole size. */
  private static final class Part {
    private long size;
    private long textSize;
    private long roSize;
    private long roAfterInitSize;

    /** module_get_offset(): room for one section. */
    private long append(SectionHeader section) throws ModuleLoadException {
      long start = align(size, section.alignment());
      size = checked(start) + checked(section.size());
      checked(size);
      return start;
    }

    private void endOfMask(int mask) throws ModuleLoadException {
      if (mask != 3) {
        size = checked(align(size, PAGE_SIZE));
      }
      switch (mask) {
        case 0 -> textSize = size;
        case 1 -> roSize = size;
        case 2 -> roAfterInitSize = size;
        default -> {}
      }
    }
  }

  private final ElfModule module;
  private final boolean symbolsFollowData;
  private final Part core = new Part();
  private final Part init = new Part();
  private long coreSymbolsOffset;
  private long coreStringsOffset;
  private long coreTypesOffset;
  private long initKallsymsOffset;
  private long initTypesOffset;

  /**
   * A layout of nothing yet.
   *
   * @param memoryByType whether the kernel gives each kind of memory its own pages (6.4 and later):
   *     the symbols then follow the data in the same pages
   */
  public ModuleLayout(ElfModule module, boolean memoryByType) {
    this.module = module;
    this.symbolsFollowData = memoryByType;
  }

  /**
   * module_enforce_rwx_sections(): no section may be writable and executable.
   *
   * @throws ModuleLoadException ENOEXEC with the kernel's line
   */
  public void enforceRwxSections() throws ModuleLoadException {
    for (SectionHeader section : module.sections()) {
      if (section.has(SHF_WRITE | SHF_EXECINSTR)) {
        throw new ModuleLoadException(
            ENOEXEC,
            LogLine.error(
                "%s: section %s (index %d) has invalid WRITE|EXEC flags"
                    .formatted(module.moduleName(), section.name(), section.index())));
      }
    }
  }

  /** Keeps .data..percpu out and marks what becomes read-only after init. */
  public void markSpecialSections() {
    module.percpuSection().clearFlags(SHF_ALLOC);
    markReadOnlyAfterInit(".data..ro_after_init");
    markReadOnlyAfterInit("__jump_table");
  }

  private void markReadOnlyAfterInit(String name) {
    int index = module.findSection(name);
    if (index != 0) {
      module.section(index).setFlags(SHF_RO_AFTER_INIT);
    }
  }

  /**
   * layout_sections(): gives every allocated section its place in the core or init part.
   *
   * @throws ModuleLoadException ENOMEM if it does not fit into the module area
   */
  public void layoutSections() throws ModuleLoadException {
    for (int mask = 0; mask < MASKS.length; mask++) {
      for (SectionHeader section : module.sections()) {
        if (belongs(section, mask) && !isInitSection(section)) {
          section.place(core.append(section));
        }
      }
      endOfMask(core, mask);
    }
    for (int mask = 0; mask < MASKS.length; mask++) {
      for (SectionHeader section : module.sections()) {
        if (belongs(section, mask) && isInitSection(section)) {
          section.place(init.append(section) | INIT_OFFSET_MASK);
        }
      }
      if (mask == 2) {
        init.roAfterInitSize = init.roSize;
      } else {
        endOfMask(init, mask);
      }
    }
  }

  /**
   * layout_symtab(): the whole symbol table goes to the end of init, what stays goes to the end of
   * core.
   *
   * @param kallsymsSize sizeof(struct mod_kallsyms)
   */
  public void layoutSymtab(int kallsymsSize) throws ModuleLoadException {
    SectionHeader symbolSection = module.symbolSection();
    SectionHeader stringSection = module.stringSection();
    symbolSection.setFlags(SHF_ALLOC);
    symbolSection.place(init.append(symbolSection) | INIT_OFFSET_MASK);

    ModuleSymbols symbols = new ModuleSymbols(module);
    long stringsSize = 0;
    long count = 0;
    for (int i = 0; i < symbols.count(); i++) {
      if (symbols.isCore(i)) {
        stringsSize = checked(stringsSize + symbols.nameLength(i) + 1);
        count++;
      }
    }
    coreSymbolsOffset = align(core.size, symbolSection.alignment());
    coreStringsOffset = checked(coreSymbolsOffset) + count * ModuleSymbols.BYTES;
    coreTypesOffset = coreStringsOffset + stringsSize;
    core.size = checked(align(coreTypesOffset + count, PAGE_SIZE));

    stringSection.setFlags(SHF_ALLOC);
    stringSection.place(init.append(stringSection) | INIT_OFFSET_MASK);
    initKallsymsOffset = align(init.size, Long.BYTES);
    initTypesOffset = initKallsymsOffset + kallsymsSize;
    init.size = checked(align(initTypesOffset + symbols.count(), PAGE_SIZE));
  }

  private void endOfMask(Part part, int mask) throws ModuleLoadException {
    if (mask < 4 || !symbolsFollowData) {
      part.endOfMask(mask);
    }
  }

  private static boolean belongs(SectionHeader section, int mask) {
    return section.has(MASKS[mask][0])
        && (section.flags() & MASKS[mask][1]) == 0
        && !section.isPlaced();
  }

  /** module_init_section(). */
  private static boolean isInitSection(SectionHeader section) {
    return section.name().startsWith(".init");
  }

  /** The kernel's ALIGN(), which trusts the alignment to be a power of two. */
  private static long align(long size, long alignment) {
    long mask = (alignment == 0 ? 1 : alignment) - 1;
    return (size + mask) & ~mask;
  }

  /** The kernel's sizes are 32 bits wide and wrap; here too large is too large at once. */
  private static long checked(long size) throws ModuleLoadException {
    if (size < 0 || size > MODULES_LEN) {
      throw new ModuleLoadException(ENOMEM);
    }
    return size;
  }

  /** The module that is laid out. */
  public ElfModule module() {
    return module;
  }

  /** core_layout.size: what lsmod and coresize show. */
  public long coreSize() {
    return core.size;
  }

  /** core_layout.text_size. */
  public long coreTextSize() {
    return core.textSize;
  }

  /** core_layout.ro_size. */
  public long coreRoSize() {
    return core.roSize;
  }

  /** core_layout.ro_after_init_size. */
  public long coreRoAfterInitSize() {
    return core.roAfterInitSize;
  }

  /** init_layout.size: what initsize shows until init has run. */
  public long initSize() {
    return init.size;
  }

  /** init_layout.text_size. */
  public long initTextSize() {
    return init.textSize;
  }

  /** init_layout.ro_size. */
  public long initRoSize() {
    return init.roSize;
  }

  /** info-&gt;symoffs: the core symbols, in the core part. */
  public long coreSymbolsOffset() {
    return coreSymbolsOffset;
  }

  /** info-&gt;stroffs: their names. */
  public long coreStringsOffset() {
    return coreStringsOffset;
  }

  /** info-&gt;core_typeoffs: their types, a character each. */
  public long coreTypesOffset() {
    return coreTypesOffset;
  }

  /** info-&gt;mod_kallsyms_init_off: the temporary struct mod_kallsyms, in the init part. */
  public long initKallsymsOffset() {
    return initKallsymsOffset;
  }

  /** info-&gt;init_typeoffs: the types of all symbols. */
  public long initTypesOffset() {
    return initTypesOffset;
  }
}
