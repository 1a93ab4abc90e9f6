package io.kobox.mm;

import io.kobox.btf.Btf;

/** Flags of kmem_cache_create (include/linux/slab.h). */
final class SlabFlags {
  /** The macro SLAB_HWCACHE_ALIGN of the kernels before 6.9, which name no bits. */
  private static final int HWCACHE_ALIGN = 0x2000;

  /** SLAB_TYPESAFE_BY_RCU, the same way. */
  private static final int TYPESAFE_BY_RCU = 0x80000;

  private SlabFlags() {}

  /** SLAB_HWCACHE_ALIGN of the kernel with these types. */
  static int hwcacheAlign(Btf types) {
    return types.hasEnumerator("_SLAB_HWCACHE_ALIGN")
        ? 1 << types.enumValue("_SLAB_HWCACHE_ALIGN")
        : HWCACHE_ALIGN;
  }

  /** SLAB_TYPESAFE_BY_RCU of the kernel with these types. */
  static int typesafeByRcu(Btf types) {
    return types.hasEnumerator("_SLAB_TYPESAFE_BY_RCU")
        ? 1 << types.enumValue("_SLAB_TYPESAFE_BY_RCU")
        : TYPESAFE_BY_RCU;
  }
}
