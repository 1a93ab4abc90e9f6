package io.kobox.loader;

/** The constants of ELF files that a module loader needs (include/uapi/linux/elf.h). */
final class Elf {
  static final int EHDR_SIZE = 64;
  static final int SHDR_SIZE = 64;
  static final int SYM_SIZE = 24;
  static final int RELA_SIZE = 24;

  static final int ET_REL = 1;
  static final int EM_X86_64 = 62;

  static final int SHT_NULL = 0;
  static final int SHT_SYMTAB = 2;
  static final int SHT_RELA = 4;
  static final int SHT_NOTE = 7;
  static final int SHT_NOBITS = 8;

  static final long SHF_WRITE = 1;
  static final long SHF_ALLOC = 2;
  static final long SHF_EXECINSTR = 4;

  /** The kernel's own flag for what becomes read-only after init. */
  static final long SHF_RO_AFTER_INIT = 0x00200000;

  static final int SHN_UNDEF = 0;
  static final int SHN_LORESERVE = 0xff00;
  static final int SHN_LIVEPATCH = 0xff20;
  static final int SHN_ABS = 0xfff1;
  static final int SHN_COMMON = 0xfff2;

  static final int STB_WEAK = 2;
  static final int STT_OBJECT = 1;

  private Elf() {}
}
