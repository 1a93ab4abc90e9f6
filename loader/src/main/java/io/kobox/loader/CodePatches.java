package io.kobox.loader;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * What the kernel patches in a module's code after relocation, on a CPU without the bugs that the
 * thunks are against: calls of __fentry__ become nops (ftrace), jumps to the return thunk become
 * returns (arch/x86/kernel/alternative.c: apply_returns).
 */
public final class CodePatches {
  private static final int CALL = 0xe8;
  private static final int JMP = 0xe9;
  private static final int RET = 0xc3;
  private static final int INT3 = 0xcc;
  private static final int LENGTH = 5;
  private static final byte[] NOP5 = {0x0f, 0x1f, 0x44, 0x00, 0x00};

  private final ElfModule module;
  private final ModuleImage image;

  public CodePatches(ElfModule module, ModuleImage image) {
    this.module = module;
    this.image = image;
  }

  /** ftrace_init: the sites listed in __mcount_loc. */
  public void nopFentryCalls() {
    Section sites = module.find("__mcount_loc");
    if (sites == null) {
      return;
    }
    MemorySegment list = image.contents(sites);
    for (long at = 0; at + 8 <= list.byteSize(); at += 8) {
      Site site = site(list.get(ModuleImage.LONG, at));
      if (site != null && site.opcode() == CALL) {
        site.write(NOP5);
      }
    }
  }

  /** apply_returns: the sites in .return_sites, given relative to themselves. */
  public void returnDirectly() {
    Section sites = module.find(".return_sites");
    if (sites == null) {
      return;
    }
    MemorySegment list = image.contents(sites);
    byte[] ret = {(byte) RET, (byte) INT3, (byte) INT3, (byte) INT3, (byte) INT3};
    for (long at = 0; at + 4 <= list.byteSize(); at += 4) {
      Site site = site(sites.address() + at + list.get(ModuleImage.INT, at));
      if (site != null && site.opcode() == JMP) {
        site.write(ret);
      }
    }
  }

  /** Five bytes of code in the module. */
  private record Site(MemorySegment contents, long offset) {
    int opcode() {
      return contents.get(ValueLayout.JAVA_BYTE, offset) & 0xff;
    }

    void write(byte[] code) {
      MemorySegment.copy(code, 0, contents, ValueLayout.JAVA_BYTE, offset, code.length);
    }
  }

  private @Nullable Site site(long address) {
    for (Section section : module.sections()) {
      long offset = address - section.address();
      if (section.address() != 0
          && section.has(Elf.SHF_EXECINSTR)
          && offset >= 0
          && offset <= section.size() - LENGTH) {
        return new Site(image.contents(section), offset);
      }
    }
    return null;
  }
}
