package io.kobox.mm;

/** Allocation flags (include/linux/gfp_types.h of 6.1). */
final class Gfp {
  static final int ZERO = 0x100;

  private Gfp() {}
}
