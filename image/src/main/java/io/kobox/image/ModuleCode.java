package io.kobox.image;

import io.kobox.pc.FunctionTrap;
import io.kobox.pc.Pc;
import io.kobox.unicorn.Register;

/**
 * Prepares the code of modules before it first runs, when the kernel calls {@code int
 * module_finalize(const Elf_Ehdr *hdr, const Elf_Shdr *sechdrs, struct module *me)}
 * (arch/x86/kernel/module.c).
 */
final class ModuleCode implements FunctionTrap {
  static final String FUNCTION = "module_finalize";

  private static final int SECTION_COUNT = 60;
  private static final int SECTION_HEADER = 64;
  private static final int MOST_CODE = 64 << 20;

  /** {@code SHT_PROGBITS}; {@code SHF_ALLOC | SHF_EXECINSTR}. */
  private static final int WITH_CONTENT = 1;

  private static final long CODE = 6;

  private final Watch watch;

  /** Is told of each module whose code is ready. */
  @FunctionalInterface
  interface Watch {
    /**
     * @param file the kernel's copy of the module's file
     * @param headers where the section headers are
     * @param names the index of the section with the sections' names
     * @param struct where the {@code struct module} is
     */
    void ready(long file, long headers, int count, int names, long struct);
  }

  ModuleCode(Watch watch) {
    this.watch = watch;
  }

  @Override
  public boolean entered(Pc pc) {
    long counts = pc.pages().getLong(pc.read(Register.RDI) + SECTION_COUNT);
    int count = (int) counts & 0xffff;
    long headers = pc.read(Register.RSI);
    for (int i = 0; i < count; i++) {
      long header = headers + (long) i * SECTION_HEADER;
      int type = (int) (pc.pages().getLong(header) >>> Integer.SIZE);
      if (type == WITH_CONTENT && (pc.pages().getLong(header + 8) & CODE) == CODE) {
        prepare(pc, pc.pages().getLong(header + 16), pc.pages().getLong(header + 32));
      }
    }
    watch.ready(
        pc.read(Register.RDI),
        headers,
        count,
        (int) (counts >>> Short.SIZE) & 0xffff,
        pc.read(Register.RDX));
    return false;
  }

  private static void prepare(Pc pc, long address, long size) {
    if (size <= 0 || size > MOST_CODE) {
      return;
    }
    byte[] code = new byte[(int) size];
    if (pc.pages().read(address, code, 0, code.length) == code.length && Pc.prepareCode(code)) {
      pc.pages().write(address, code, 0, code.length);
    }
  }
}
