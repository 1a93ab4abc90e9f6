package io.kobox.loader;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The instructions with an alternative for other CPUs, listed in .altinstructions (struct
 * alt_instr; arch/x86/kernel/alternative.c: apply_alternatives(), recompute_jump()). Single-byte
 * nops that pad an instruction stay as they are, where the kernel's optimize_nops() joins them:
 * same effect.
 */
public final class Alternatives {
  private static final int ENTRY_BYTES = 12;
  private static final int FLAG_INV = 1 << 15;
  private static final int CALL = 0xe8;
  private static final int JMP32 = 0xe9;
  private static final int JMP8 = 0xeb;
  private static final int LONG_BYTES = 5;
  private static final byte NOP = (byte) 0x90;

  private Alternatives() {}

  /**
   * Puts the replacements in for a CPU.
   *
   * @param hasFeature has the CPU the X86_FEATURE_ or X86_BUG_ of that number (word * 32 + bit)?
   * @return how many were replaced
   */
  public static int applyAlternatives(ModuleImage image, IntPredicate hasFeature)
      throws ModuleLoadException {
    ModuleSections.Objects entries =
        new ModuleSections(image).objects(ModuleTable.ALTINSTRUCTIONS, ENTRY_BYTES);
    int patched = 0;
    for (int i = 0; i < entries.count(); i++) {
      long entry = entries.address() + (long) i * ENTRY_BYTES;
      int feature = image.u16(entry + 8);
      boolean wantsAbsent = (feature & FLAG_INV) != 0;
      if (hasFeature.test(feature & ~FLAG_INV) != wantsAbsent) {
        replace(image, entry);
        patched++;
      }
    }
    return patched;
  }

  private static void replace(ModuleImage image, long entry) throws ModuleLoadException {
    long site = entry + image.s32(entry);
    long replacement = entry + 4 + image.s32(entry + 4);
    int length = image.u8(entry + 10);
    byte[] code = image.read(replacement, image.u8(entry + 11));
    if (code.length == LONG_BYTES) {
      ByteBuffer displacement = ByteBuffer.wrap(code).order(ByteOrder.LITTLE_ENDIAN);
      int opcode = code[0] & 0xff;
      if (opcode == CALL) {
        displacement.putInt(1, (int) (displacement.getInt(1) + replacement - site));
      } else if (opcode == JMP32 || opcode == JMP8) {
        // recompute_jump() takes a five-byte replacement that begins with a jump for a long one
        recomputeJump(code, displacement, (int) (replacement + LONG_BYTES - site));
      }
    }
    int replaced = code.length;
    byte[] padded = Arrays.copyOf(code, Math.max(length, replaced));
    Arrays.fill(padded, replaced, padded.length, NOP);
    image.write(site, padded);
  }

  private static void recomputeJump(byte[] code, ByteBuffer displacement, int moved) {
    int distance = displacement.getInt(1) + moved;
    boolean isShort = distance >= 0 ? distance - 2 <= 127 : ((distance - 2) & 0xff) == distance - 2;
    if (isShort) {
      code[0] = (byte) JMP8;
      code[1] = (byte) (distance - 2);
      System.arraycopy(Nops.of(3), 0, code, 2, 3);
    } else {
      code[0] = (byte) JMP32;
      displacement.putInt(1, distance - LONG_BYTES);
    }
  }
}
