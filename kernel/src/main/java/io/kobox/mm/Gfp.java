package io.kobox.mm;

import io.kobox.btf.Btf;

/**
 * Allocation flags (include/linux/gfp_types.h). They are macros; since 6.9 the enumerators
 * ___GFP_*_BIT name their bits, and those here are the same in 6.1, 6.12 and 7.2: GfpTest, a
 * nightly test, compares them.
 */
public final class Gfp {
  /** __GFP_ZERO. */
  public static final int ZERO = 0x100;

  /** __GFP_DIRECT_RECLAIM: the caller may sleep. */
  public static final int DIRECT_RECLAIM = 0x400;

  /** __GFP_NOWARN. */
  public static final int NOWARN = 0x2000;

  /** __GFP_COMP. */
  public static final int COMP = 0x40000;

  /** GFP_KERNEL. */
  public static final int KERNEL = 0xcc0;

  /** GFP_USER. */
  public static final int USER = KERNEL | 0x100000;

  /** __GFP_BITS_SHIFT before 6.9, without lockdep. */
  private static final int BITS_SHIFT = 27;

  private Gfp() {}

  /** __GFP_BITS_SHIFT of the kernel with these types: how many bits the flags take. */
  public static int bitsShift(Btf types) {
    return types.hasEnumerator("___GFP_LAST_BIT")
        ? (int) types.enumValue("___GFP_LAST_BIT")
        : BITS_SHIFT;
  }
}
