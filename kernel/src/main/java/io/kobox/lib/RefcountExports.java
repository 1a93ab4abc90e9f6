package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** Reference counters that saturate (lib/refcount.c). */
public final class RefcountExports {
  private static final int SATURATED = Integer.MIN_VALUE / 2;

  private final GuestMemory memory;
  private final KernelWarning warning;

  public RefcountExports(GuestMemory memory, KernelWarning warning) {
    this.memory = memory;
    this.warning = warning;
  }

  /** void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t). */
  @KernelExport
  void refcount_warn_saturate(long refcount, int type) {
    memory.putInt(refcount, SATURATED);
    switch (type) {
      case 0 -> warn(19, "0x51", "saturated; leaking memory");
      case 1 -> warn(22, "0x74", "saturated; leaking memory");
      case 2 -> warn(25, "0x97", "addition on 0; use-after-free");
      case 3 -> warn(28, "0xba", "underflow; use-after-free");
      case 4 -> warn(31, "0xfb", "decrement hit 0; leaking memory");
      default -> warn(34, "0xe1", "unknown saturation event!?");
    }
  }

  private void warn(int line, String offset, String text) {
    warning.warnOnce(
        "lib/refcount.c:" + line + " refcount_warn_saturate+" + offset + "/0x110",
        "refcount_t: " + text + ".\n");
  }

  /** bool refcount_dec_if_one(refcount_t *r). */
  @KernelExport
  boolean refcount_dec_if_one(long refcount) {
    if (memory.getInt(refcount) != 1) {
      return false;
    }
    memory.putInt(refcount, 0);
    return true;
  }

  /** bool refcount_dec_not_one(refcount_t *r). */
  @KernelExport
  boolean refcount_dec_not_one(long refcount) {
    int value = memory.getInt(refcount);
    if (value == SATURATED) {
      return true;
    }
    if (value == 1) {
      return false;
    }
    if (value == 0) {
      warning.warnOnce(
          "lib/refcount.c:87 refcount_dec_not_one+0x48/0x50",
          "refcount_t: underflow; use-after-free.\n");
      return true;
    }
    memory.putInt(refcount, value - 1);
    return true;
  }
}
