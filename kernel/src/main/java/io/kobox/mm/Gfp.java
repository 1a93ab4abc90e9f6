package io.kobox.mm;

/** Allocation flags (include/linux/gfp_types.h of 6.1). */
final class Gfp {
  static final int ZERO = 0x100;
  static final int DIRECT_RECLAIM = 0x400;
  static final int NOWARN = 0x2000;
  static final int COMP = 0x40000;

  private Gfp() {}
}
