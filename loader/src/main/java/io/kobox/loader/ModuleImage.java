package io.kobox.loader;

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
  }
}
