package io.kobox.loader;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Relocations of x86-64 modules (arch/x86/kernel/module.c: apply_relocate_add). */
public final class Relocation {
  private static final int R_NONE = 0;
  private static final int R_64 = 1;
  private static final int R_PC32 = 2;
  private static final int R_PLT32 = 4;
  private static final int R_32 = 10;
  private static final int R_32S = 11;
  private static final int R_PC64 = 24;

  private final ElfModule module;
  private final ModuleImage image;
  private final long[] values;

  private Relocation(ElfModule module, ModuleImage image) {
    this.module = module;
    this.image = image;
    this.values = image.values();
  }

  /** apply_relocations: every section of relocations for a section that is loaded. */
  public static void apply(ElfModule module, ModuleImage image) throws ModuleLoadException {
    Relocation relocation = new Relocation(module, image);
    for (Section section : module.sections().subList(1, module.sections().size())) {
      int target = section.info();
      if (section.type() == Elf.SHT_RELA
          && Integer.compareUnsigned(target, module.sections().size()) < 0
          && module.sections().get(target).isAllocated()) {
        relocation.apply(module.contents(section), module.sections().get(target));
      }
    }
  }

  private void apply(ByteBuffer relocations, Section section) throws ModuleLoadException {
    MemorySegment target = image.contents(section);
    long address = section.address();
    long limit = target.byteSize();
    int end = relocations.capacity() / Elf.RELA_SIZE * Elf.RELA_SIZE;
    for (int at = 0; at < end; at += Elf.RELA_SIZE) {
      long offset = relocations.getLong(at);
      int type = relocations.getInt(at + 8);
      int symbol = relocations.getInt(at + 12);
      if (type == R_NONE) {
        continue;
      }
      // Linux trusts the file here; we cannot let it write beyond the section
      int width = type == R_64 || type == R_PC64 ? 8 : 4;
      if (offset < 0 || offset > limit - width || Integer.compareUnsigned(symbol, values.length) >= 0) {
        throw new ModuleLoadException(ModuleLoadException.ENOEXEC);
      }
      long value = values[symbol] + relocations.getLong(at + 16);
      switch (type) {
        case R_64 -> {
          checkZero(target.get(ModuleImage.LONG, offset), type, address + offset, value);
          target.set(ModuleImage.LONG, offset, value);
        }
        case R_32 -> {
          checkZero(target.get(ModuleImage.INT, offset), type, address + offset, value);
          if (value != (value & 0xffffffffL)) {
            throw overflow(type, value);
          }
          target.set(ModuleImage.INT, offset, (int) value);
        }
        case R_32S -> {
          checkZero(target.get(ModuleImage.INT, offset), type, address + offset, value);
          if (value != (int) value) {
            throw overflow(type, value);
          }
          target.set(ModuleImage.INT, offset, (int) value);
        }
        case R_PC32, R_PLT32 -> {
          checkZero(
              target.get(ModuleImage.INT, offset), type, address + offset, value);
          target.set(ModuleImage.INT, offset, (int) (value - (address + offset)));
        }
        case R_PC64 -> {
          checkZero(target.get(ModuleImage.LONG, offset), type, address + offset, value);
          target.set(ModuleImage.LONG, offset, value - (address + offset));
        }
        default ->
            throw ModuleLoadException.noExec(
                "module: "
                    + module.name()
                    + ": Unknown rela relocation: "
                    + Integer.toUnsignedString(type));
      }
    }
  }

  private static void checkZero(long existing, int type, long location, long value)
      throws ModuleLoadException {
    if (existing != 0) {
      throw ModuleLoadException.noExec(
          "module: x86/modules: Skipping invalid relocation target, existing value is nonzero for"
              + String.format(" type %d, loc %016x, val %x", type, location, value));
    }
  }

  private ModuleLoadException overflow(int type, long value) {
    return ModuleLoadException.noExec(
        String.format("module: overflow in relocation type %d val %x\nmodule: `", type, value)
            + module.name()
            + "' likely not compiled with -mcmodel=kernel");
  }
}
