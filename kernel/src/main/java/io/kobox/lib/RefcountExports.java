package io.kobox.lib;

import io.kobox.export.KernelExport;
import io.kobox.machine.GuestMemory;

/** Reference counters that saturate (lib/refcount.c). */
public final class RefcountExports {
  private static final int SATURATED = Integer.MIN_VALUE / 2;

  /** REFCOUNT_ADD_UAF. */
  public static final int ADD_UAF = 2;

  /** REFCOUNT_SUB_UAF. */
  public static final int SUB_UAF = 3;

  private final GuestMemory memory;
  private final KernelWarning warning;

  public RefcountExports(GuestMemory memory, KernelWarning warning) {
    this.memory = memory;
    this.warning = warning;
  }

  /** void refcount_warn_saturate(refcount_t *r, enum refcount_saturation_type t). */
  @KernelExport
  void refcount_warn_saturate(long refcount, int type) {
    saturate(refcount, type, "");
  }

  /**
   * The same for the kernel's own counters.
   *
   * @param callers as in {@link io.kobox.kernel.panic.WarningSite}
   */
  public void saturate(long refcount, int type, String callers) {
    memory.putInt(refcount, SATURATED);
    switch (type) {
      case 0 ->
          warn(
              "lib/refcount.c:19 refcount_warn_saturate+0x74/0x110",
              "saturated; leaking memory",
              callers);
      case 1 ->
          warn(
              "lib/refcount.c:22 refcount_warn_saturate+0x51/0x110",
              "saturated; leaking memory",
              callers);
      case ADD_UAF ->
          warn(
              "lib/refcount.c:25 refcount_warn_saturate+0x97/0x110",
              "addition on 0; use-after-free",
              callers);
      case SUB_UAF ->
          warn(
              "lib/refcount.c:28 refcount_warn_saturate+0xba/0x110",
              "underflow; use-after-free",
              callers);
      case 4 ->
          warn(
              "lib/refcount.c:31 refcount_warn_saturate+0xfb/0x110",
              "decrement hit 0; leaking memory",
              callers);
      default ->
          warn(
              "lib/refcount.c:34 refcount_warn_saturate+0xe1/0x110",
              "unknown saturation event!?",
              callers);
    }
  }

  private void warn(String place, String text, String callers) {
    warning.warnOnce(place + callers, "refcount_t: " + text + ".\n");
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
