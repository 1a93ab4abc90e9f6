package io.kobox.image.check;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions by which modules get memory, and where each is told how much (mm/). */
enum Allocator {
  KMALLOC("__kmalloc", 0),
  KMALLOC_NODE("__kmalloc_node", 0),
  KMALLOC_TRACK_CALLER("__kmalloc_node_track_caller", 0),
  KMALLOC_LARGE("kmalloc_large", 0),
  KMALLOC_LARGE_NODE("kmalloc_large_node", 0),
  /** The inline kmalloc of a constant size: (cache, flags, size). */
  KMALLOC_TRACE("kmalloc_trace", 2),
  KMALLOC_NODE_TRACE("kmalloc_node_trace", 3),
  KMEM_CACHE_ALLOC("kmem_cache_alloc", Allocator.OF_CACHE),
  KMEM_CACHE_ALLOC_LRU("kmem_cache_alloc_lru", Allocator.OF_CACHE),
  KMEM_CACHE_ALLOC_NODE("kmem_cache_alloc_node", Allocator.OF_CACHE),
  KREALLOC("krealloc", 1),
  KSTRDUP("kstrdup", Allocator.STRING),
  KSTRNDUP("kstrndup", Allocator.STRING),
  KASPRINTF("kasprintf", Allocator.STRING),
  KVASPRINTF("kvasprintf", Allocator.STRING),
  KMEMDUP("kmemdup", 1),
  MEMDUP_USER("memdup_user", 1),
  MEMDUP_USER_NUL("memdup_user_nul", 1),
  VMALLOC("vmalloc", 0),
  VZALLOC("vzalloc", 0),
  VMALLOC_USER("vmalloc_user", 0),
  VMALLOC_32("vmalloc_32", 0),
  VMALLOC_PROT("__vmalloc", 0),
  KVMALLOC_NODE("kvmalloc_node", 0),
  GET_FREE_PAGES("__get_free_pages", Allocator.ORDER),
  GET_ZEROED_PAGE("get_zeroed_page", Allocator.PAGE);

  /** The size is that of the cache's objects. */
  static final int OF_CACHE = -1;

  /** The size is that of the string that is returned. */
  static final int STRING = -2;

  /** The second argument is the base-2 logarithm of the number of pages. */
  static final int ORDER = -3;

  /** It is one page. */
  static final int PAGE = -4;

  private static final Map<String, Allocator> BY_NAME = byName();

  private final String function;
  private final int size;

  Allocator(String function, int size) {
    this.function = function;
    this.size = size;
  }

  private static Map<String, Allocator> byName() {
    Map<String, Allocator> all = new HashMap<>();
    for (Allocator allocator : values()) {
      all.put(allocator.function, allocator);
    }
    return all;
  }

  /** The allocator with this name, or null. */
  static @Nullable Allocator of(String function) {
    return BY_NAME.get(function);
  }

  /** The argument that is the size in bytes; or one of the constants. */
  int size() {
    return size;
  }

  /** Whether a larger object of kmalloc's may be given instead. */
  boolean canGrow() {
    return this == KMALLOC || this == KMALLOC_NODE || this == KMALLOC_TRACE;
  }
}
