package io.kobox.mm;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.machine.GuestMemory;
import io.kobox.types.Structs;

/** kmalloc and kmem_cache (include/linux/slab.h; mm/slab_common.c, mm/slub.c). */
public final class SlabExports {
  private static final String NO_GFP =
      "of the GFP flags only __GFP_ZERO is honoured; memory never has to be waited for";

  private final Slab slab;
  private final GuestMemory memory;
  private final Structs structs;
  private final KmemCaches caches;

  public SlabExports(Slab slab, GuestMemory memory, Structs structs) {
    this.slab = slab;
    this.memory = memory;
    this.structs = structs;
    this.caches = new KmemCaches(structs, slab);
  }

  /** struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1]. */
  @KernelData(type = "void *", count = 4 * 14)
  void kmalloc_caches(long address) {
    int indexes = 14; // KMALLOC_SHIFT_HIGH + 1, with PAGE_SHIFT 12
    int types = (int) structs.btf().enumValue("NR_KMALLOC_TYPES");
    for (int type = 0; type < types; type++) {
      for (int index = 1; index < indexes; index++) {
        KmemCache cache = slab.kmallocCache(index);
        if (cache != null) {
          memory.putLong(address + 8L * (type * indexes + index), caches.addressOf(cache));
        }
      }
    }
  }

  /** void *__kmalloc(size_t size, gfp_t flags). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long __kmalloc(long size, int flags) {
    return slab.kmalloc(size, flags);
  }

  /** void *__kmalloc_node(size_t size, gfp_t flags, int node). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long __kmalloc_node(long size, int flags, int node) {
    return slab.kmalloc(size, flags);
  }

  /**
   * void *__kmalloc_node_track_caller(size_t size, gfp_t flags, int node, unsigned long caller).
   */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long __kmalloc_node_track_caller(long size, int flags, int node, long caller) {
    return slab.kmalloc(size, flags);
  }

  /** void *kmalloc_trace(struct kmem_cache *s, gfp_t flags, size_t size). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long kmalloc_trace(long cache, int flags, long size) {
    return slab.kmalloc(size, flags);
  }

  /** void *kmalloc_node_trace(struct kmem_cache *s, gfp_t flags, int node, size_t size). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long kmalloc_node_trace(long cache, int flags, int node, long size) {
    return slab.kmalloc(size, flags);
  }

  /** void *kmalloc_large(size_t size, gfp_t flags). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long kmalloc_large(long size, int flags) {
    return slab.kmalloc(size, flags);
  }

  /** void *kmalloc_large_node(size_t size, gfp_t flags, int node). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long kmalloc_large_node(long size, int flags, int node) {
    return slab.kmalloc(size, flags);
  }

  /** void kfree(const void *object). */
  @KernelExport
  void kfree(long object) {
    free(object);
  }

  /** void kfree_sensitive(const void *p). */
  @KernelExport
  void kfree_sensitive(long object) {
    memory.fill(object, slab.ksize(object), (byte) 0);
    free(object);
  }

  private void free(long object) {
    if (!slab.kfree(object)) {
      throw new InvalidFreeException(object);
    }
  }

  /** size_t ksize(const void *objp). */
  @KernelExport
  long ksize(long object) {
    return slab.ksize(object);
  }

  /** size_t kmalloc_size_roundup(size_t size). */
  @KernelExport
  long kmalloc_size_roundup(long size) {
    long object = slab.kmalloc(size, 0);
    long rounded = slab.ksize(object);
    slab.kfree(object);
    return rounded;
  }

  /** void *krealloc(const void *p, size_t new_size, gfp_t flags). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long krealloc(long object, long size, int flags) {
    if (size == 0) {
      free(object);
      return 16;
    }
    long usable = Long.compareUnsigned(object, 16) <= 0 ? 0 : slab.ksize(object);
    if (usable >= size) {
      return object;
    }
    long grown = slab.kmalloc(size, flags);
    if (grown != 0 && usable > 0) {
      memory.copy(object, grown, usable);
      free(object);
    }
    return grown;
  }

  /**
   * struct kmem_cache *kmem_cache_create(name, size, align, slab_flags_t, void (*ctor)(void *)).
   */
  @KernelExport(level = Level.PARTIAL, note = "flags are ignored; caches are never merged")
  long kmem_cache_create(String name, int size, int align, int flags, long constructor) {
    return createCache(name, size, align, constructor);
  }

  /** As kmem_cache_create with the part that user copies may touch. */
  @KernelExport(level = Level.PARTIAL, note = "flags and the user-copy region are ignored")
  long kmem_cache_create_usercopy(
      String name, int size, int align, int flags, int userOffset, int userSize, long constructor) {
    return createCache(name, size, align, constructor);
  }

  private long createCache(String name, int size, int align, long constructor) {
    if (size < 8 || size > (4 << 20)) {
      return 0;
    }
    return caches.addressOf(slab.create(name, size, align, constructor));
  }

  private KmemCache cacheAt(long address) {
    KmemCache cache = caches.at(address);
    if (cache == null) {
      throw new InvalidFreeException(address);
    }
    return cache;
  }

  /** void *kmem_cache_alloc(struct kmem_cache *cachep, gfp_t flags). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long kmem_cache_alloc(long cache, int flags) {
    return slab.allocate(cacheAt(cache), flags);
  }

  /** void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long kmem_cache_alloc_node(long cache, int flags, int node) {
    return slab.allocate(cacheAt(cache), flags);
  }

  /** void kmem_cache_free(struct kmem_cache *s, void *x). */
  @KernelExport
  void kmem_cache_free(long cache, long object) {
    cacheAt(cache);
    free(object);
  }

  /** unsigned int kmem_cache_size(struct kmem_cache *s). */
  @KernelExport
  int kmem_cache_size(long cache) {
    return cacheAt(cache).objectSize();
  }

  /** int kmem_cache_shrink(struct kmem_cache *s). */
  @KernelExport(level = Level.PARTIAL, note = "empty slabs stay with their cache")
  int kmem_cache_shrink(long cache) {
    cacheAt(cache);
    return 0;
  }
}
