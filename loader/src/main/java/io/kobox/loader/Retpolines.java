package io.kobox.loader;

import java.util.function.LongToIntFunction;

/**
 * The calls of and jumps to __x86_indirect_thunk_REG, listed in .retpoline_sites
 * (arch/x86/kernel/alternative.c: apply_retpolines(), patch_retpoline()), on a CPU without
 * X86_FEATURE_RETPOLINE: they become plain indirect calls and jumps.
 */
public final class Retpolines {
  private static final int CALL = 0xe8;
  private static final int JMP32 = 0xe9;
  private static final int ESCAPE = 0x0f;
  private static final int NO_REGISTER = -1;
  private static final int RSP = 4;

  private Retpolines() {}

  /**
   * Patches every site whose target is a thunk.
   *
   * @param register the register (rax 0 … r15 15) whose thunk is at a guest address, or -1
   * @return how many sites were patched
   */
  public static int applyRetpolines(ModuleImage image, LongToIntFunction register)
      throws ModuleLoadException {
    SiteTable sites = new SiteTable(image, ModuleTable.RETPOLINE_SITES);
    int patched = 0;
    for (int i = 0; i < sites.count(); i++) {
      if (patch(image, sites.site(i), register)) {
        patched++;
      }
    }
    return patched;
  }

  private static boolean patch(ModuleImage image, long site, LongToIntFunction register)
      throws ModuleLoadException {
    if (!image.contains(site, 6)) {
      return false;
    }
    int opcode = image.u8(site);
    int second = image.u8(site + 1);
    boolean conditional = opcode == ESCAPE && second >= 0x80 && second <= 0x8f;
    // objtool also lists calls with a CS prefix; patched as the kernel does they are 6 bytes long
    boolean prefixed = opcode == 0x2e && (second == CALL || second == JMP32);
    if (!conditional && !prefixed && opcode != CALL && opcode != JMP32) {
      return false;
    }
    int length = conditional || prefixed ? 6 : 5;
    int target = register.applyAsInt(site + length + image.s32(site + length - 4));
    if (target == NO_REGISTER || target == RSP) {
      return false;
    }
    byte[] code = new byte[length];
    int at = 0;
    boolean isJump = conditional || opcode == JMP32 || (prefixed && second == JMP32);
    if (conditional) {
      code[at++] = (byte) (0x70 + ((second & 0xf) ^ 1));
      code[at++] = (byte) (length - 2);
    }
    if (target >= 8) {
      code[at++] = 0x41;
    }
    code[at++] = (byte) 0xff;
    code[at++] = (byte) ((isJump ? 0xe0 : 0xd0) + (target & 7));
    if (isJump && at < length) {
      code[at++] = (byte) 0xcc;
    }
    byte[] nops = Nops.of(length - at);
    System.arraycopy(nops, 0, code, at, nops.length);
    image.write(site, code);
    return true;
  }
}
