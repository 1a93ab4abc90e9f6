package io.kobox.loader;

<<<<<<< HEAD
import io.kobox.loader.Section.Place;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A module's two blocks in memory, at their final addresses (kernel/module/main.c: move_module,
 * simplify_symbols).
 */
public final class ModuleImage {
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ElfModule module;
  private final MemorySegment core;
  private final MemorySegment init;
  private final long perCpuOffset;

  /** st_value of every symbol, once simplified. */
  private final long[] values;

  /**
   * Moves the sections to their places.
   *
   * @param core zeroed memory of the core block's size; {@code init} likewise
   * @param perCpuOffset what the module's per-CPU section was given in the per-CPU area
   */
  public ModuleImage(
      ElfModule module,
      MemorySegment core,
      long coreAddress,
      MemorySegment init,
      long initAddress,
      long perCpuOffset) {
    this.module = module;
    this.core = core;
    this.init = init;
    this.perCpuOffset = perCpuOffset;
    this.values = new long[module.contents(module.symbolTable()).capacity() / Elf.SYM_SIZE];
    for (Section section : module.sections()) {
      if (section.place() != Place.NONE && section.isAllocated()) {
        move(section, section.place() == Place.CORE ? coreAddress : initAddress);
      }
    }
  }

  private void move(Section section, long base) {
    section.setAddress(base + section.placeOffset());
    if (!section.isNoBits()) {
      MemorySegment.copy(
          MemorySegment.ofBuffer(module.contents(section)),
          0,
          block(section),
          section.placeOffset(),
          section.size());
    }
  }

  private MemorySegment block(Section section) {
    return section.place() == Place.CORE ? core : init;
  }

  /** A section's contents where they are now. */
  public MemorySegment contents(Section section) {
    return section.place() == Place.NONE
        ? MemorySegment.NULL
        : block(section).asSlice(section.placeOffset(), section.size());
  }

  long[] values() {
    return values;
  }

  /**
   * simplify_symbols: gives every symbol its address. All unresolved symbols are reported, the last
   * error counts.
   */
  public void simplifySymbols(SymbolResolver resolver) throws ModuleLoadException {
    ByteBuffer table = module.contents(module.symbolTable());
    int error = 0;
    for (int i = 1; i < values.length; i++) {
      int at = i * Elf.SYM_SIZE;
      int section = table.getShort(at + 6) & 0xffff;
      long value = table.getLong(at + 8);
      values[i] = value;
      switch (section) {
        case Elf.SHN_ABS, Elf.SHN_LIVEPATCH -> {}
        case Elf.SHN_COMMON -> error = common(table, at, resolver, error);
        case Elf.SHN_UNDEF -> {
          String name = module.symbolName(table.getInt(at));
          long resolved = resolver.resolve(name);
          boolean found = resolved != SymbolResolver.UNRESOLVED && !isErrno(resolved);
          if (found) {
            values[i] = resolved;
          } else if (isErrno(resolved) || !mayStayUnresolved(table, at, name)) {
            error = isErrno(resolved) ? (int) resolved : -2;
            resolver.log(
                4, module.name() + ": Unknown symbol " + name + " (err " + error + ")");
          }
        }
        default -> {
          if (section >= module.sections().size()) {
            resolver.log(3, invalidSection(table, at, section));
            error = -ModuleLoadException.ENOEXEC;
          } else {
            Section of = module.sections().get(section);
            values[i] = value + (of == module.perCpu() ? perCpuOffset : of.address());
          }
        }
      }
    }
    if (error != 0) {
      throw new ModuleLoadException(-error);
    }
  }

  private int common(ByteBuffer table, int at, SymbolResolver resolver, int error) {
    if (module.symbolName(table.getInt(at)).startsWith("__gnu_lto")) {
      return error;
    }
    resolver.log(4, module.name() + ": please compile with -fno-common");
    return -ModuleLoadException.ENOEXEC;
  }

  private static boolean mayStayUnresolved(ByteBuffer table, int at, String name) {
    return (table.get(at + 4) & 0xff) >>> 4 == Elf.STB_WEAK
        || name.equals("_GLOBAL_OFFSET_TABLE_");
  }

  private String invalidSection(ByteBuffer table, int at, int section) {
    return module.name()
        + ": Symbol "
        + module.symbolName(table.getInt(at))
        + " has an invalid section index "
        + section
        + " (max "
        + (module.sections().size() - 1)
        + ")";
  }

  /** IS_ERR. */
  private static boolean isErrno(long value) {
    return value < 0 && value >= -4095;
=======
import static io.kobox.loader.ModuleLoadException.ENOEXEC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A module's contents at their final guest addresses, in two buffers: core, and init, which is freed
 * after init. Made by {@link #moveModule}. Every access by guest address is checked against the two
 * buffers; outside them it fails with ENOEXEC, where the kernel would write into whatever is there.
 */
public final class ModuleImage {
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final ModuleLayout layout;
  private final MemorySegment core;
  private final MemorySegment init;
  private final long coreBase;
  private final long initBase;

  private ModuleImage(
      ModuleLayout layout,
      MemorySegment core,
      MemorySegment init,
      long coreBase,
      long initBase) {
    this.layout = layout;
    this.core = core;
    this.init = init;
    this.coreBase = coreBase;
    this.initBase = initBase;
  }

  /**
   * move_module(): copies the sections into the buffers, which must have the layout's sizes and be
   * zero, and gives each section its guest address.
   *
   * @param coreBase the core part's guest address, page aligned
   * @param initBase the init part's
   */
  public static ModuleImage moveModule(
      ModuleLayout layout,
      MemorySegment core,
      MemorySegment init,
      long coreBase,
      long initBase)
      throws ModuleLoadException {
    if (core.byteSize() != layout.coreSize() || init.byteSize() != layout.initSize()) {
      throw new IllegalArgumentException("the buffers have not the layout's sizes");
    }
    ModuleImage image = new ModuleImage(layout, core, init, coreBase, initBase);
    ElfView file = layout.module().file();
    for (SectionHeader section : layout.module().sections()) {
      if (!section.isAllocated()) {
        continue;
      }
      long address = (section.isInInit() ? initBase : coreBase) + section.placement();
      if (section.type() != SectionHeader.SHT_NOBITS) {
        int from = file.check(section.offset(), section.size());
        MemorySegment.copy(
            file.array(),
            from,
            image.segment(address, section.size()),
            JAVA_BYTE,
            image.offset(address, section.size()),
            (int) section.size());
      }
      section.setAddress(address);
    }
    return image;
  }

  /** The layout it was made by. */
  public ModuleLayout layout() {
    return layout;
  }

  /** The module it was made of. */
  public ElfModule module() {
    return layout.module();
  }

  /** The core part's guest address. */
  public long coreBase() {
    return coreBase;
  }

  /** The init part's guest address. */
  public long initBase() {
    return initBase;
  }

  /** Are all these bytes of the guest inside one of the buffers? */
  public boolean contains(long address, long size) {
    return isIn(core, coreBase, address, size) || isIn(init, initBase, address, size);
  }

  private static boolean isIn(MemorySegment segment, long base, long address, long size) {
    long at = address - base;
    return at >= 0 && size >= 0 && at <= segment.byteSize() - size;
  }

  private MemorySegment segment(long address, long size) {
    return isIn(core, coreBase, address, size) ? core : init;
  }

  private long offset(long address, long size) throws ModuleLoadException {
    if (isIn(core, coreBase, address, size)) {
      return address - coreBase;
    }
    if (isIn(init, initBase, address, size)) {
      return address - initBase;
    }
    throw new ModuleLoadException(ENOEXEC);
  }

  /** The byte at a guest address, unsigned. */
  public int u8(long address) throws ModuleLoadException {
    long at = offset(address, 1);
    return segment(address, 1).get(JAVA_BYTE, at) & 0xff;
  }

  /** The unsigned 16 bits at a guest address. */
  public int u16(long address) throws ModuleLoadException {
    long at = offset(address, 2);
    return segment(address, 2).get(SHORT, at) & 0xffff;
  }

  /** The signed 32 bits at a guest address. */
  public int s32(long address) throws ModuleLoadException {
    long at = offset(address, 4);
    return segment(address, 4).get(INT, at);
  }

  /** The 64 bits at a guest address. */
  public long u64(long address) throws ModuleLoadException {
    long at = offset(address, 8);
    return segment(address, 8).get(LONG, at);
  }

  /** Writes a byte. */
  public void put8(long address, int value) throws ModuleLoadException {
    long at = offset(address, 1);
    segment(address, 1).set(JAVA_BYTE, at, (byte) value);
  }

  /** Writes 32 bits. */
  public void put32(long address, int value) throws ModuleLoadException {
    long at = offset(address, 4);
    segment(address, 4).set(INT, at, value);
  }

  /** Writes 64 bits. */
  public void put64(long address, long value) throws ModuleLoadException {
    long at = offset(address, 8);
    segment(address, 8).set(LONG, at, value);
  }

  /** Copies bytes out. */
  public byte[] read(long address, int size) throws ModuleLoadException {
    long at = offset(address, size);
    byte[] bytes = new byte[size];
    MemorySegment.copy(segment(address, size), JAVA_BYTE, at, bytes, 0, size);
    return bytes;
  }

  /** Copies bytes in. */
  public void write(long address, byte[] bytes) throws ModuleLoadException {
    long at = offset(address, bytes.length);
    MemorySegment.copy(
        bytes, 0, segment(address, bytes.length), JAVA_BYTE, at, bytes.length);
>>>>>>> kmod
  }
}
