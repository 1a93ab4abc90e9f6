package io.kobox.mm;

/** What the kernel says of caches that cannot be made or destroyed (mm/slab_common.c). */
public interface CacheReports {
  /** kmem_cache_create found no way to lay a cache out: {@code error} is its errno, negative. */
  void createFailed(String name, int error);

  /**
   * A cache is destroyed while objects of it are in use.
   *
   * @param caller the address that kmem_cache_destroy returns to
   */
  void objectsRemain(KmemCache cache, long caller);
}
