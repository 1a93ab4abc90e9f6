package io.kobox.mm;

/** The report of a cache that is destroyed while objects of it are in use. */
@FunctionalInterface
public interface CacheShutdown {
  /**
   * @param caller the address that kmem_cache_destroy returns to
   */
  void objectsRemain(KmemCache cache, long caller);
}
