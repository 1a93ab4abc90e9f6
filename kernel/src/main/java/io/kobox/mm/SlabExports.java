package io.kobox.mm;

import io.kobox.btf.Btf;
import io.kobox.btf.BtfKind;
import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.ServedCall;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.types.FunctionType;
import io.kobox.types.Struct;
import io.kobox.types.Structs;

/** kmalloc and kmem_cache (include/linux/slab.h; mm/slab_common.c, mm/slub.c). */
public final class SlabExports {
  private static final String NO_GFP =
      "of the GFP flags only __GFP_ZERO and __GFP_NOWARN are honoured; memory never has to be waited for";

  private static final String CACHE_FLAGS =
      "of the flags only SLAB_HWCACHE_ALIGN and SLAB_TYPESAFE_BY_RCU count; size 0 gives NULL, where"
          + " Linux divides by it";

  private static final int EINVAL = 22;

  /** What the largest order of pages holds. */
  private static final int LARGEST_OBJECT = 4 << 20;

  /** What SLAB_HWCACHE_ALIGN aligns to. */
  private static final int CACHE_LINE = 64;

  private final Slab slab;
  private final GuestMemory memory;
  private final Structs structs;
  private final KmemCaches caches;
  private final InvalidFrees invalidFrees;
  private final CacheReports cacheReports;
  private final int hwcacheAlign;
  private final int typesafeByRcu;

  public SlabExports(
      Slab slab,
      GuestMemory memory,
      Structs structs,
      InvalidFrees invalidFrees,
      CacheReports cacheReports) {
    this.slab = slab;
    this.invalidFrees = invalidFrees;
    this.cacheReports = cacheReports;
    this.memory = memory;
    this.structs = structs;
    this.hwcacheAlign = SlabFlags.hwcacheAlign(structs.btf());
    this.typesafeByRcu = SlabFlags.typesafeByRcu(structs.btf());
    this.caches = new KmemCaches(structs, slab);
  }

  /** struct kmem_cache *kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_SHIFT_HIGH + 1]. */
  @KernelData(type = "void *", count = 20 * 14) // room for the most types that a kernel has
  void kmalloc_caches(long address) {
    int indexes = kmallocIndexes(structs.btf());
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

  /**
   * KMALLOC_SHIFT_HIGH + 1: the length of kmem_buckets (6.11); before, PAGE_SHIFT + 2 with SLUB.
   */
  private static int kmallocIndexes(Btf types) {
    return types.find(BtfKind.TYPEDEF, "kmem_buckets") != 0
        ? (int) types.sizeOf("kmem_buckets") / Long.BYTES
        : Long.numberOfTrailingZeros(AddressLayout.PAGE_SIZE) + 2;
  }

  /** void *__kmalloc(size_t size, gfp_t flags). */
  @KernelExport(aliases = "__kmalloc_noprof", level = Level.PARTIAL, note = NO_GFP)
  long __kmalloc(long size, int flags) {
    return slab.kmalloc(size, flags);
  }

  /** void *__kmalloc_node(size_t size, gfp_t flags, int node). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long __kmalloc_node(long size, int flags, int node) {
    return slab.kmalloc(size, flags);
  }

  /** void *__kmalloc_node_noprof(size, kmem_buckets *b, gfp_t flags, int node); b is optional. */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  void __kmalloc_node_noprof(ServedCall call) {
    kmalloc(call, structs.function("__kmalloc_node_noprof"));
  }

  /** void *__kmalloc_node_track_caller_noprof(size, b, flags, node, unsigned long caller). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  void __kmalloc_node_track_caller_noprof(ServedCall call) {
    kmalloc(call, structs.function("__kmalloc_node_track_caller_noprof"));
  }

  private void kmalloc(ServedCall call, FunctionType function) {
    int flags = (int) function.argument(call, "flags");
    call.result(slab.kmalloc(function.argument(call, "size"), flags));
  }

  /**
   * void *__kmalloc_node_track_caller(size_t size, gfp_t flags, int node, unsigned long caller).
   */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP)
  long __kmalloc_node_track_caller(long size, int flags, int node, long caller) {
    return slab.kmalloc(size, flags);
  }

  /** void *kmalloc_trace(struct kmem_cache *s, gfp_t flags, size_t size). */
  @KernelExport(aliases = "__kmalloc_cache_noprof", level = Level.PARTIAL, note = NO_GFP)
  long kmalloc_trace(long cache, int flags, long size) {
    return slab.kmalloc(size, flags);
  }

  /** void *kmalloc_node_trace(struct kmem_cache *s, gfp_t flags, int node, size_t size). */
  @KernelExport(aliases = "__kmalloc_cache_node_noprof", level = Level.PARTIAL, note = NO_GFP)
  long kmalloc_node_trace(long cache, int flags, int node, long size) {
    return slab.kmalloc(size, flags);
  }

  /** void *kmalloc_large(size_t size, gfp_t flags). */
  @KernelExport(aliases = "__kmalloc_large_noprof", level = Level.PARTIAL, note = NO_GFP)
  long kmalloc_large(long size, int flags) {
    return slab.kmalloc(size, flags);
  }

  /** void *kmalloc_large_node(size_t size, gfp_t flags, int node). */
  @KernelExport(aliases = "__kmalloc_large_node_noprof", level = Level.PARTIAL, note = NO_GFP)
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
    slab.unpoison(object);
    memory.fill(object, slab.ksize(object), (byte) 0);
    free(object);
  }

  private void free(long object) {
    if (!slab.kfree(object)) {
      invalidFrees.free(object);
    }
  }

  /** size_t ksize(const void *objp). */
  @KernelExport
  long ksize(long object) {
    slab.unpoison(object);
    return slab.ksize(object);
  }

  /** size_t kmalloc_size_roundup(size_t size). */
  @KernelExport
  long kmalloc_size_roundup(long size) {
    return slab.roundUp(size);
  }

  /** void *krealloc(const void *p, size_t new_size, gfp_t flags). */
  @KernelExport(aliases = "krealloc_noprof", level = Level.PARTIAL, note = NO_GFP)
  long krealloc(long object, long size, int flags) {
    if (size == 0) {
      free(object);
      return 16;
    }
    long usable = Long.compareUnsigned(object, 16) <= 0 ? 0 : slab.ksize(object);
    if (usable >= size) {
      slab.unpoison(object);
      return object;
    }
    long grown = slab.kmalloc(size, flags);
    if (grown != 0 && usable > 0) {
      memory.copy(object, grown, usable);
      free(object);
    }
    return grown;
  }

  /** void *krealloc_node_align_noprof(p, new_size, unsigned long align, flags, int nid). */
  @KernelExport(level = Level.PARTIAL, note = NO_GFP + "; nor is the alignment")
  long krealloc_node_align_noprof(long object, long size, long align, int flags, int node) {
    return krealloc(object, size, flags);
  }

  /**
   * struct kmem_cache *kmem_cache_create(name, size, align, slab_flags_t, void (*ctor)(void *)).
   */
  @KernelExport(level = Level.PARTIAL, note = CACHE_FLAGS)
  long kmem_cache_create(String name, int size, int align, int flags, long constructor) {
    return createCache(name, size, align, flags, constructor);
  }

  /** As kmem_cache_create with the part that user copies may touch. */
  @KernelExport(level = Level.PARTIAL, note = CACHE_FLAGS)
  long kmem_cache_create_usercopy(
      String name, int size, int align, int flags, int userOffset, int userSize, long constructor) {
    return createCache(name, size, align, flags, constructor);
  }

  /**
   * struct kmem_cache *__kmem_cache_create_args(name, object_size, struct kmem_cache_args *,
   * flags).
   */
  @KernelExport(level = Level.PARTIAL, note = CACHE_FLAGS)
  long __kmem_cache_create_args(String name, int size, long arguments, int flags) {
    Struct given = structs.at("kmem_cache_args", arguments);
    return createCache(name, size, given.getInt("align"), flags, given.get("ctor"));
  }

  private long createCache(String name, int size, int align, int flags, long constructor) {
    if (size == 0) {
      return 0;
    }
    if (Integer.compareUnsigned(size, LARGEST_OBJECT) > 0) {
      cacheReports.createFailed(name, -EINVAL);
      return 0;
    }
    int boundary = align;
    boolean line = (flags & hwcacheAlign) != 0;
    if (line) {
      boundary = CACHE_LINE;
      while (size <= boundary / 2) {
        boundary /= 2;
      }
    }
    boolean typesafe = (flags & typesafeByRcu) != 0;
    return caches.addressOf(
        slab.create(name, size, Math.max(align, boundary), line, constructor, typesafe));
  }

  /** void kmem_cache_destroy(struct kmem_cache *s). */
  @KernelExport
  void kmem_cache_destroy(ServedCall call) {
    long address = call.argument(0);
    if (address == 0) {
      return;
    }
    KmemCache cache = cacheAt(address);
    if (slab.shutdown(cache)) {
      caches.remove(address);
    } else if (cache.constructor() != 0) {
      cacheReports.objectsRemain(cache, call.returnAddress());
    }
  }

  /** int kmem_cache_alloc_bulk(struct kmem_cache *s, gfp_t flags, size_t size, void **p). */
  @KernelExport(aliases = "kmem_cache_alloc_bulk_noprof", level = Level.PARTIAL, note = NO_GFP)
  int kmem_cache_alloc_bulk(long cache, int flags, long count, long objects) {
    for (int i = 0; i < count; i++) {
      long object = slab.allocate(cacheAt(cache), flags);
      if (object == 0) {
        kmem_cache_free_bulk(cache, i, objects);
        return 0;
      }
      memory.putLong(objects + 8L * i, object);
    }
    return (int) count;
  }

  /** void kmem_cache_free_bulk(struct kmem_cache *s, size_t size, void **p). */
  @KernelExport
  void kmem_cache_free_bulk(long cache, long count, long objects) {
    for (long i = 0; i < count; i++) {
      free(memory.getLong(objects + 8 * i));
    }
  }

  /** void *kmem_cache_alloc_lru(struct kmem_cache *s, struct list_lru *lru, gfp_t flags). */
  @KernelExport(aliases = "kmem_cache_alloc_lru_noprof", level = Level.PARTIAL, note = NO_GFP)
  long kmem_cache_alloc_lru(long cache, long lru, int flags) {
    return slab.allocate(cacheAt(cache), flags);
  }

  private KmemCache cacheAt(long address) {
    KmemCache cache = caches.at(address);
    if (cache == null) {
      throw new InvalidFreeException(address);
    }
    return cache;
  }

  /** void *kmem_cache_alloc(struct kmem_cache *cachep, gfp_t flags). */
  @KernelExport(aliases = "kmem_cache_alloc_noprof", level = Level.PARTIAL, note = NO_GFP)
  long kmem_cache_alloc(long cache, int flags) {
    return slab.allocate(cacheAt(cache), flags);
  }

  /** void *kmem_cache_alloc_node(struct kmem_cache *s, gfp_t flags, int node). */
  @KernelExport(aliases = "kmem_cache_alloc_node_noprof", level = Level.PARTIAL, note = NO_GFP)
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
    KmemCache known = cacheAt(cache);
    return known.constructor() != 0 ? known.objectSize() : known.alignedSize();
  }

  /** int kmem_cache_shrink(struct kmem_cache *s). */
  @KernelExport(level = Level.PARTIAL, note = "empty slabs stay with their cache")
  int kmem_cache_shrink(long cache) {
    cacheAt(cache);
    return 0;
  }
}
