package io.kobox.loader;

import static io.kobox.loader.ModuleLoadException.ENOEXEC;

/**
 * apply_relocations() of kernel/module/main.c and apply_relocate_add() of arch/x86/kernel/module.c.
 *
 * <p>Relocations are read in the file. (The kernel reads a relocation section that is itself
 * allocated in its final place, where another could have changed it; no tool makes such files.)
 * Relocations of livepatch modules (SHF_RELA_LIVEPATCH) are applied later by livepatch, which is
 * not here.
 */
public final class Relocations {
  private static final int RELA_BYTES = 24;
  private static final long SHF_RELA_LIVEPATCH = 0x00100000;

  private static final int R_X86_64_NONE = 0;
  private static final int R_X86_64_64 = 1;
  private static final int R_X86_64_PC32 = 2;
  private static final int R_X86_64_PLT32 = 4;
  private static final int R_X86_64_32 = 10;
  private static final int R_X86_64_32S = 11;
  private static final int R_X86_64_PC64 = 24;

  /** arch/x86/kernel/module.c's pr_fmt. */
  private static final String PREFIX = "module: ";

  private final ModuleImage image;
  private final ElfModule module;
  private final ElfView file;

  private Relocations(ModuleImage image) {
    this.image = image;
    module = image.module();
    file = module.file();
  }

  /**
   * Applies the relocations of all allocated sections, after simplify_symbols().
   *
   * @throws ModuleLoadException ENOEXEC with the kernel's lines; with none if a place or a symbol
   *     is outside the module (not checked by the kernel)
   */
  public static void applyRelocations(ModuleImage image) throws ModuleLoadException {
    new Relocations(image).applyAll();
  }

  private void applyAll() throws ModuleLoadException {
    for (int i = 1; i < module.sectionCount(); i++) {
      SectionHeader section = module.section(i);
      if (Integer.compareUnsigned(section.info(), module.sectionCount()) >= 0
          || !module.section(section.info()).isAllocated()
          || section.has(SHF_RELA_LIVEPATCH)) {
        continue;
      }
      if (section.type() == SectionHeader.SHT_REL) {
        // include/linux/moduleloader.h: apply_relocate() without HAVE_MOD_ARCH_SPECIFIC
        throw failed("module " + module.moduleName() + ": REL relocation unsupported");
      }
      if (section.type() == SectionHeader.SHT_RELA) {
        applyRelocateAdd(section, module.section(section.info()).address());
      }
    }
  }

  private void applyRelocateAdd(SectionHeader section, long target) throws ModuleLoadException {
    long symbolTable = module.symbolSection().address();
    long symbolCount = module.symbolSection().size() / ModuleSymbols.BYTES;
    long end = section.offset() + section.size() - section.size() % RELA_BYTES;
    for (long rela = section.offset(); rela < end; rela += RELA_BYTES) {
      long location = target + file.u64(rela);
      int type = file.s32(rela + 8);
      long symbol = file.u32(rela + 12);
      if (symbol >= symbolCount) {
        throw new ModuleLoadException(ENOEXEC);
      }
      long value = image.u64(symbolTable + symbol * ModuleSymbols.BYTES + 8) + file.u64(rela + 16);
      apply(type, location, value);
    }
  }

  private void apply(int type, long location, long value) throws ModuleLoadException {
    switch (type) {
      case R_X86_64_NONE -> {}
      case R_X86_64_64 -> {
        if (image.u64(location) != 0) {
          throw occupied(type, location, value);
        }
        image.put64(location, value);
      }
      case R_X86_64_PC64 -> {
        if (image.u64(location) != 0) {
          throw occupied(type, location, value);
        }
        image.put64(location, value - location);
      }
      case R_X86_64_32 -> {
        checkZero(type, location, value);
        image.put32(location, (int) value);
        if (value != Integer.toUnsignedLong((int) value)) {
          throw overflow(type, value);
        }
      }
      case R_X86_64_32S -> {
        checkZero(type, location, value);
        image.put32(location, (int) value);
        if (value != (int) value) {
          throw overflow(type, value);
        }
      }
      case R_X86_64_PC32, R_X86_64_PLT32 -> {
        checkZero(type, location, value);
        image.put32(location, (int) (value - location));
      }
      default ->
          throw failed(
              PREFIX
                  + module.moduleName()
                  + ": Unknown rela relocation: "
                  + Integer.toUnsignedString(type));
    }
  }

  /** The 32 bits to relocate must be zero. */
  private void checkZero(int type, long location, long value) throws ModuleLoadException {
    if (image.s32(location) != 0) {
      throw occupied(type, location, value);
    }
  }

  /** The kernel prints the location with %p, hashed; here it is the address. */
  private static ModuleLoadException occupied(int type, long location, long value) {
    return failed(
        (PREFIX
                + "x86/modules: Skipping invalid relocation target, existing value is nonzero for"
                + " type %d, loc %016x, val %x")
            .formatted(type, location, value));
  }

  private ModuleLoadException overflow(int type, long value) throws ModuleLoadException {
    return new ModuleLoadException(
        ENOEXEC,
        LogLine.error(PREFIX + "overflow in relocation type %d val %x".formatted(type, value)),
        LogLine.error(
            PREFIX
                + "`%s' likely not compiled with -mcmodel=kernel".formatted(module.moduleName())));
  }

  private static ModuleLoadException failed(String text) {
    return new ModuleLoadException(ENOEXEC, LogLine.error(text));
  }
}
