package io.kobox.mm;

import io.kobox.btf.Btf;

/** Flags of kmem_cache_create (include/linux/slab.h). */
final class SlabFlags {
  /** The macro SLAB_HWCACHE_ALIGN of the kernels before 6.9, which name no bits. */
  private static final int HWCACHE_ALIGN = 0x2000;

  private SlabFlags() {}

  /** SLAB_HWCACHE_ALIGN of the kernel with these types. */
  static int hwcacheAlign(Btf types) {
    return types.hasEnumerator("_SLAB_HWCACHE_ALIGN")
        ? 1 << types.enumValue("_SLAB_HWCACHE_ALIGN")
        : HWCACHE_ALIGN;
  }
}
