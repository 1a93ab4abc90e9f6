package io.kobox.loader;

/**
 * A section header in the kernel's temporary copy of the file (Elf64_Shdr): load_module() rewrites
 * flags and addresses and keeps the place in the layout in sh_entsize.
 */
public final class SectionHeader {
  static final int BYTES = 64;

  static final int SHT_NULL = 0;
  static final int SHT_SYMTAB = 2;
  static final int SHT_RELA = 4;
  static final int SHT_NOBITS = 8;
  static final int SHT_REL = 9;

  static final long SHF_WRITE = 1;
  static final long SHF_ALLOC = 2;
  static final long SHF_EXECINSTR = 4;
  static final long SHF_RO_AFTER_INIT = 0x00200000;

  /** include/linux/module.h: set in sh_entsize when the section is in the init part. */
  static final long INIT_OFFSET_MASK = 1L << 63;

  /**
   * A name is at most this long here. The kernel has no limit; a hostile file could share one long
   * name among 65,535 sections.
   */
  private static final int NAME_MAX = 512;

  private final int index;
  private final long nameOffset;
  private final int type;
  private final long offset;
  private final long size;
  private final int link;
  private final int info;
  private final long alignment;
  private long flags;
  private long address;
  private long placement = -1;
  private String name = "";

  SectionHeader(ElfView file, long at, int index) throws ModuleLoadException {
    this.index = index;
    nameOffset = file.u32(at);
    type = file.s32(at + 4);
    flags = file.u64(at + 8);
    address = file.u64(at + 16);
    offset = file.u64(at + 24);
    size = file.u64(at + 32);
    link = file.s32(at + 40);
    info = file.s32(at + 44);
    alignment = file.u64(at + 48);
  }

  /** Names the section from the section name table; an offset outside it leaves it nameless. */
  void readName(ElfView file, SectionHeader names) throws ModuleLoadException {
    if (hasNameIn(names)) {
      long from = names.offset + nameOffset;
      name = file.string(from, Math.min(names.offset + names.size, from + NAME_MAX));
    }
  }

  boolean hasNameIn(SectionHeader names) {
    return Long.compareUnsigned(nameOffset, names.size) < 0;
  }

  /** The number of the section in the file. */
  public int index() {
    return index;
  }

  /** The section's name. */
  public String name() {
    return name;
  }

  /** sh_type. */
  public int type() {
    return type;
  }

  /** sh_flags, as load_module() has changed them so far. */
  public long flags() {
    return flags;
  }

  /** sh_offset. */
  public long offset() {
    return offset;
  }

  /** sh_size. */
  public long size() {
    return size;
  }

  /** sh_link, unsigned. */
  public int link() {
    return link;
  }

  /** sh_info, unsigned. */
  public int info() {
    return info;
  }

  /** sh_addralign. */
  public long alignment() {
    return alignment;
  }

  /** sh_addr: once the module is moved, the section's guest address. */
  public long address() {
    return address;
  }

  /** Does it take memory in the loaded module? */
  public boolean isAllocated() {
    return (flags & SHF_ALLOC) != 0;
  }

  /** Does it have instructions? */
  public boolean isExecutable() {
    return has(SHF_EXECINSTR);
  }

  /** Is it in the part that is freed after init? Known once laid out. */
  public boolean isInInit() {
    return (placement & INIT_OFFSET_MASK) != 0;
  }

  /** The offset from the base of the core or init part. Known once laid out. */
  public long placement() {
    return placement & ~INIT_OFFSET_MASK;
  }

  boolean isPlaced() {
    return placement != -1;
  }

  boolean has(long mask) {
    return (flags & mask) == mask;
  }

  void setFlags(long mask) {
    flags |= mask;
  }

  void clearFlags(long mask) {
    flags &= ~mask;
  }

  void setAddress(long guestAddress) {
    address = guestAddress;
  }

  void place(long placementWithMask) {
    placement = placementWithMask;
  }

  /** validate_section_offset(): is the section inside the file, with no overflow? */
  boolean isInside(long length) {
    long end = offset + size;
    return Long.compareUnsigned(end, offset) >= 0 && Long.compareUnsigned(end, length) <= 0;
  }
}
