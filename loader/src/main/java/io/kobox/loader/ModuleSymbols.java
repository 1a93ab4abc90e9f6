package io.kobox.loader;

import static io.kobox.loader.SectionHeader.SHF_ALLOC;
import static io.kobox.loader.SectionHeader.SHF_EXECINSTR;
import static io.kobox.loader.SectionHeader.SHF_WRITE;
import static io.kobox.loader.SectionHeader.SHT_NOBITS;

/**
 * The symbol table as it is in the file (Elf64_Sym), with what kernel/module/kallsyms.c says of it.
 */
public final class ModuleSymbols {
  static final int BYTES = 24;

  static final int SHN_UNDEF = 0;
  static final int SHN_LORESERVE = 0xff00;
  static final int SHN_LIVEPATCH = 0xff20;
  static final int SHN_ABS = 0xfff1;
  static final int SHN_COMMON = 0xfff2;

  private static final int STB_WEAK = 2;
  private static final int STT_OBJECT = 1;

  private final ElfModule module;
  private final ElfView file;
  private final long offset;
  private final int count;
  private final long strings;
  private final long stringsEnd;

  /** The symbols of a module after setup_load_info(). */
  public ModuleSymbols(ElfModule module) {
    this.module = module;
    file = module.file();
    offset = module.symbolSection().offset();
    count = (int) (module.symbolSection().size() / BYTES);
    strings = module.stringSection().offset();
    // saturates for a string table that claims to end behind the file: reads stop at the file's end
    long end = strings + module.stringSection().size();
    stringsEnd = end < strings ? Long.MAX_VALUE : end;
  }

  /** How many, symbol 0 included. */
  public int count() {
    return count;
  }

  /** A symbol's name; bytes as chars. */
  public String name(int index) throws ModuleLoadException {
    return file.string(nameOffset(index), stringsEnd);
  }

  int nameLength(int index) throws ModuleLoadException {
    long at = nameOffset(index);
    return (int) (file.endOfString(at, stringsEnd) - at);
  }

  long nameOffset(int index) throws ModuleLoadException {
    return strings + file.u32(at(index));
  }

  /** st_value as in the file: the offset in the section. */
  public long value(int index) throws ModuleLoadException {
    return file.u64(at(index) + 8);
  }

  /** ELF64_ST_TYPE(st_info). */
  int kind(int index) throws ModuleLoadException {
    return file.u8(at(index) + 4) & 0xf;
  }

  /** st_value after simplify_symbols(): the guest address. */
  public long simplifiedValue(ModuleImage image, int index) throws ModuleLoadException {
    return image.u64(module.symbolSection().address() + (long) index * BYTES + 8);
  }

  /** st_size. */
  public long size(int index) throws ModuleLoadException {
    return file.u64(at(index) + 16);
  }

  /** st_shndx. */
  public int section(int index) throws ModuleLoadException {
    return file.u16(at(index) + 6);
  }

  /** Is it a weak symbol? */
  public boolean isWeak(int index) throws ModuleLoadException {
    return file.u8(at(index) + 4) >> 4 == STB_WEAK;
  }

  /** is_core_symbol(), or symbol 0: does kallsyms keep it when init is freed? */
  public boolean isCore(int index) throws ModuleLoadException {
    if (index == 0) {
      return true;
    }
    int section = section(index);
    if (section == SHN_UNDEF || section >= module.sectionCount() || file.u32(at(index)) == 0) {
      return false;
    }
    if (section == module.percpuSection().index()) {
      return true;
    }
    SectionHeader header = module.section(section);
    return header.isAllocated() && !header.isInInit();
  }

  /** elf_type(): the letter of /proc/kallsyms. */
  public char type(int index) throws ModuleLoadException {
    int section = section(index);
    if (isWeak(index)) {
      return (file.u8(at(index) + 4) & 0xf) == STT_OBJECT ? 'v' : 'w';
    }
    if (section == SHN_UNDEF) {
      return 'U';
    }
    if (section == SHN_ABS || section == module.percpuSection().index()) {
      return 'a';
    }
    // the kernel compares with SHN_LORESERVE only; simplify_symbols() refused the rest before
    if (section >= SHN_LORESERVE || section >= module.sectionCount()) {
      return '?';
    }
    SectionHeader header = module.section(section);
    if (header.has(SHF_EXECINSTR)) {
      return 't';
    }
    if (header.has(SHF_ALLOC) && header.type() != SHT_NOBITS) {
      return header.has(SHF_WRITE) ? 'd' : 'r';
    }
    if (header.type() == SHT_NOBITS) {
      return 'b';
    }
    return header.name().startsWith(".debug") ? 'n' : '?';
  }

  private long at(int index) {
    return offset + (long) index * BYTES;
  }
}
