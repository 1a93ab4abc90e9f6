package io.kobox.loader;

import io.kobox.loader.Section.Place;
import java.nio.ByteBuffer;

/**
 * Where everything of a module goes: a core block, and an init block that is freed after init
 * (kernel/module/main.c: layout_sections, kernel/module/kallsyms.c: layout_symtab).
 */
public final class ModuleLayout {
  private static final int PAGE_SIZE = 4096;

  /** A module larger than this has no place between the modules' start and the fixmap. */
  private static final long LARGEST = 1L << 30;

  /** Flags a section must have, and must not have, to be in the row; text comes first. */
  private static final long[][] ORDER = {
    {Elf.SHF_EXECINSTR | Elf.SHF_ALLOC, 0},
    {Elf.SHF_ALLOC, Elf.SHF_WRITE},
    {Elf.SHF_RO_AFTER_INIT | Elf.SHF_ALLOC, 0},
    {Elf.SHF_WRITE | Elf.SHF_ALLOC, 0},
  };

  private final ElfModule module;
  private final Block core = new Block(Place.CORE);
  private final Block init = new Block(Place.INIT);

  /** One of the two blocks; all sizes are whole pages once the layout is done. */
  public static final class Block {
    private final Place place;
    private long size;
    private long textSize;
    private long roSize;
    private long roAfterInitSize;

    private Block(Place place) {
      this.place = place;
    }

    public long size() {
      return size;
    }

    /** Up to here it is code. */
    public long textSize() {
      return textSize;
    }

    /** Up to here it is read-only once relocated. */
    public long roSize() {
      return roSize;
    }

    /** Up to here it is read-only once init has run. */
    public long roAfterInitSize() {
      return roAfterInitSize;
    }

    /** module_get_offset. */
    private long append(long length, long align) throws ModuleLoadException {
      long offset = alignUp(size, align);
      size = offset + length;
      if (offset < 0 || length < 0 || size < 0 || size > LARGEST) {
        throw new ModuleLoadException(ModuleLoadException.ENOMEM);
      }
      return offset;
    }

    private void pageAlign() {
      size = alignUp(size, PAGE_SIZE);
    }
  }

  private ModuleLayout(ElfModule module) {
    this.module = module;
  }

  /**
   * Lays a module out.
   *
   * @param modKallsymsSize sizeof(struct mod_kallsyms)
   */
  public static ModuleLayout of(ElfModule module, int modKallsymsSize) throws ModuleLoadException {
    ModuleLayout layout = new ModuleLayout(module);
    layout.prepare();
    layout.placeSections(layout.core);
    layout.placeSections(layout.init);
    layout.placeSymbols(modKallsymsSize);
    return layout;
  }

  public Block core() {
    return core;
  }

  public Block init() {
    return init;
  }

  /** rewrite_section_headers and layout_and_allocate: what is not kept, what is special. */
  private void prepare() throws ModuleLoadException {
    Section versions = module.versions();
    if (versions != null) {
      versions.clear(Elf.SHF_ALLOC);
    }
    Section info = module.findAny(".modinfo");
    if (info != null) {
      info.clear(Elf.SHF_ALLOC);
    }
    enforceRwx();
    Section perCpu = module.perCpu();
    if (perCpu != null) {
      perCpu.clear(Elf.SHF_ALLOC);
    }
    markReadOnlyAfterInit(".data..ro_after_init");
    markReadOnlyAfterInit("__jump_table");
  }

  /** module_enforce_rwx_sections. */
  private void enforceRwx() throws ModuleLoadException {
    for (Section section : module.sections()) {
      if (section.has(Elf.SHF_EXECINSTR | Elf.SHF_WRITE)) {
        throw ModuleLoadException.noExec(
            module.name()
                + ": section "
                + section.name()
                + " (index "
                + section.index()
                + ") has invalid WRITE|EXEC flags");
      }
    }
  }

  private void markReadOnlyAfterInit(String name) {
    Section section = module.find(name);
    if (section != null) {
      section.set(Elf.SHF_RO_AFTER_INIT);
    }
  }

  private void placeSections(Block block) throws ModuleLoadException {
    for (int row = 0; row < ORDER.length; row++) {
      for (Section section : module.sections()) {
        if (section.has(ORDER[row][0])
            && (ORDER[row][1] == 0 || !section.has(ORDER[row][1]))
            && section.place() == Place.NONE
            && section.name().startsWith(".init") == (block == init)) {
          section.putAt(block.place, block.append(section.size(), section.align()));
        }
      }
      endRow(block, row);
    }
    block.pageAlign();
  }

  private void endRow(Block block, int row) {
    switch (row) {
      case 0 -> {
        block.pageAlign();
        block.textSize = block.size;
      }
      case 1 -> {
        block.pageAlign();
        block.roSize = block.size;
      }
      case 2 -> {
        if (block == core) {
          block.pageAlign();
          block.roAfterInitSize = block.size;
        } else {
          block.roAfterInitSize = block.roSize;
        }
      }
      default -> {}
    }
  }

  /** layout_symtab: core symbols stay, the whole table goes with init. */
  private void placeSymbols(int modKallsymsSize) throws ModuleLoadException {
    Section symbols = module.symbolTable();
    Section strings = module.stringTable();
    symbols.set(Elf.SHF_ALLOC);
    symbols.putAt(Place.INIT, init.append(symbols.size(), symbols.align()));
    ByteBuffer table = module.contents(symbols);
    int count = table.capacity() / Elf.SYM_SIZE;
    int kept = 0;
    long names = 0;
    for (int i = 0; i < count; i++) {
      int at = i * Elf.SYM_SIZE;
      if (i == 0 || isCore(table, at)) {
        names += module.symbolName(table.getInt(at)).length() + 1;
        kept++;
      }
    }
    core.append((long) kept * Elf.SYM_SIZE, symbols.align());
    core.append(names + kept, 1);
    core.pageAlign();
    strings.set(Elf.SHF_ALLOC);
    strings.putAt(Place.INIT, init.append(strings.size(), strings.align()));
    init.append(modKallsymsSize, 8);
    init.append(count, 1);
    init.pageAlign();
  }

  /** is_core_symbol, with CONFIG_KALLSYMS_ALL. */
  boolean isCore(ByteBuffer table, int at) {
    int section = table.getShort(at + 6) & 0xffff;
    if (section == Elf.SHN_UNDEF
        || section >= module.sections().size()
        || table.getInt(at) == 0) {
      return false;
    }
    Section of = module.sections().get(section);
    return of == module.perCpu() || (of.isAllocated() && of.place() == Place.CORE);
  }

  private static long alignUp(long value, long align) {
    return align <= 1 ? value : (value + align - 1) & -align;
  }
}
