package io.kobox.mm;

import io.kobox.lib.GuestFunctions;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.FrameAllocator;
import io.kobox.machine.GuestMemory;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * kmalloc and the caches behind it (mm/slab_common.c, mm/slub.c). Sizes above the largest cache
 * come as whole pages.
 */
public final class Slab {
  /** The sizes of the kmalloc caches, in the order of kmalloc_info's indexes 1 to 13. */
  private static final int[] KMALLOC_SIZES = {
    96, 192, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192
  };

  private static final int LARGEST = 8192;

  /** KMALLOC_MAX_SIZE. */
  private static final long MAX_SIZE = 4L << 20;

  private static final int ZERO_SIZE_PTR = 16;

  private final GuestMemory memory;
  private final FrameAllocator frames;
  private final GuestFunctions functions;
  private final KmemCache[] kmalloc = new KmemCache[KMALLOC_SIZES.length];
  private final Map<Long, KmemCache> owners = new HashMap<>();
  private final Map<Long, Integer> largePages = new HashMap<>();
  private final ArrayDeque<KmemCache> caches = new ArrayDeque<>();
  private final int redzone;
  private boolean forKernel;
  private Allocations allocations = Allocations.NONE;
  private @Nullable SlabDebug debug;
  private @Nullable SlabCaches watcher;
  private IntConsumer tooLarge = gfp -> {};

  /**
   * @param redzone what stays unused behind each object, for the checks
   */
  public Slab(GuestMemory memory, FrameAllocator frames, GuestFunctions functions, int redzone) {
    this.memory = memory;
    this.frames = frames;
    this.functions = functions;
    this.redzone = redzone;
    for (int i = 0; i < KMALLOC_SIZES.length; i++) {
      int size = KMALLOC_SIZES[i];
      String name = size < 1024 ? "kmalloc-" + size : "kmalloc-" + size / 1024 + "k";
      int align = Integer.highestOneBit(size) == size ? size : Long.BYTES;
      kmalloc[i] = new KmemCache(name, size, align, false, 0, false, redzone, frames);
    }
    Arrays.stream(kmalloc)
        .sorted(Comparator.comparingInt(KmemCache::objectSize).reversed())
        .forEach(caches::addLast);
  }

  /** A cache of its own (kmem_cache_create). */
  KmemCache create(
      String name,
      int objectSize,
      int align,
      boolean hwcacheAlign,
      long constructor,
      boolean typesafeByRcu) {
    KmemCache cache =
        new KmemCache(
            name, objectSize, align, hwcacheAlign, constructor, typesafeByRcu, redzone, frames);
    caches.addFirst(cache);
    if (watcher != null) {
      watcher.created(cache);
    }
    return cache;
  }

  /** Tells {@code watcher} of the caches that there are, and of those to come. */
  public void watch(SlabCaches watcher) {
    this.watcher = watcher;
    caches.forEach(watcher::created);
  }

  /** Who is told, with its flags, of a kmalloc that no order of pages holds. */
  public void onTooLarge(IntConsumer observer) {
    tooLarge = observer;
  }

  /** All caches, the newest first ({@code slab_caches}). */
  List<KmemCache> caches() {
    return List.copyOf(caches);
  }

  /** The kmalloc cache with the kernel's index 1 to 13; null for 0. */
  @Nullable KmemCache kmallocCache(int index) {
    return index == 0 || index > kmalloc.length ? null : kmalloc[index - 1];
  }

  /** kmalloc: an address in the direct map, 0 when memory is used up; ZERO_SIZE_PTR (16) for 0. */
  public long kmalloc(long size, int gfp) {
    if (size == 0) {
      return ZERO_SIZE_PTR;
    }
    if (size < 0 || size > LARGEST) {
      return allocatePages(size, gfp);
    }
    return allocate(cacheFor((int) size), gfp, (int) size);
  }

  private KmemCache cacheFor(int size) {
    KmemCache best = kmalloc[kmalloc.length - 1];
    for (KmemCache cache : kmalloc) {
      if (cache.objectSize() >= size && cache.objectSize() < best.objectSize()) {
        best = cache;
      }
    }
    return best;
  }

  /** kmalloc_large: whole pages, a power of two of them. */
  private long allocatePages(long size, int gfp) {
    if (size < 0 || size > MAX_SIZE) {
      tooLarge.accept(gfp);
      return 0;
    }
    int pages = 1 << PageAllocator.orderFor(size);
    if (pages > frames.freeFrames()) {
      return 0;
    }
    long address = AddressLayout.DIRECT_MAP + frames.allocate(pages, pages);
    largePages.put(address, pages);
    tell(address, size);
    return address;
  }

  private void tell(long address, long size) {
    if (!forKernel) {
      allocations.allocated(address, size);
    }
  }

  /**
   * Has what {@code work} allocates be the kernel's own, which lives as long as the kernel wants,
   * whoever it is done for.
   */
  public long forKernel(LongSupplier work) {
    boolean before = forKernel;
    forKernel = true;
    try {
      return work.getAsLong();
    } finally {
      forKernel = before;
    }
  }

  /** kmem_cache_alloc. */
  long allocate(KmemCache cache, int gfp) {
    return allocate(cache, gfp, cache.objectSize());
  }

  private long allocate(KmemCache cache, int gfp, int size) {
    for (long object : cache.grow()) {
      if (cache.constructor() != 0) {
        functions.call(cache.constructor(), object);
      }
    }
    long object = cache.allocate();
    if (object != 0) {
      owners.put(object, cache);
      if ((gfp & Gfp.ZERO) != 0 || cache.initOnAlloc()) {
        memory.fill(object, cache.objectSize(), (byte) 0);
      }
      tell(object, size);
      if (debug != null) {
        debug.allocated(object, cache, size);
      }
    }
    return object;
  }

  /** kfree; false when {@code address} is no allocation in use. NULL and ZERO_SIZE_PTR are fine. */
  public boolean kfree(long address) {
    if (Long.compareUnsigned(address, ZERO_SIZE_PTR) <= 0) {
      return true;
    }
    Integer pages = largePages.remove(address);
    if (pages != null) {
      allocations.freed(address);
      frames.free(address - AddressLayout.DIRECT_MAP, pages);
      return true;
    }
    KmemCache cache = owners.remove(address);
    if (cache == null || !cache.release(address)) {
      return false;
    }
    SlabDebug check = debug;
    if (check == null) {
      cache.reuse(address);
    } else {
      check.freed(address, cache);
    }
    allocations.freed(address);
    return true;
  }

  /** The memory at {@code address} is the kernel's own: no check watches it. */
  public void forget(long address) {
    allocations.freed(address);
    if (debug != null) {
      debug.forget(address);
    }
  }

  /** __kmem_cache_shutdown: the cache's memory is given back unless objects are in use. */
  boolean shutdown(KmemCache cache) {
    if (debug != null) {
      debug.drain(cache);
    }
    if (cache.inUse() > 0) {
      return false;
    }
    cache.destroy();
    caches.remove(cache);
    if (watcher != null) {
      watcher.destroyed(cache);
    }
    return true;
  }

  /** Who is told of memory handed out and taken back. */
  public void observe(Allocations observer) {
    allocations = observer;
  }

  /** Who looks for wrong uses of objects. */
  public void check(SlabDebug checker) {
    debug = checker;
  }

  @Nullable SlabDebug debug() {
    return debug;
  }

  /** ksize: the usable bytes at {@code address}; 0 if nothing is allocated there. */
  public long ksize(long address) {
    Integer pages = largePages.get(address);
    if (pages != null) {
      return (long) pages * AddressLayout.PAGE_SIZE;
    }
    KmemCache cache = owners.get(address);
    if (cache == null) {
      return 0;
    }
    return cache.objectSize();
  }

  /** kmalloc_size_roundup: what {@link #ksize} would say of a kmalloc of {@code size}. */
  long roundUp(long size) {
    if (size <= 0 || size > MAX_SIZE) {
      return size;
    }
    return size <= LARGEST
        ? cacheFor((int) size).objectSize()
        : (long) AddressLayout.PAGE_SIZE << PageAllocator.orderFor(size);
  }

  /** All of the object's room may be used from now on, not only what was asked for. */
  void unpoison(long address) {
    if (debug != null) {
      KmemCache cache = owners.get(address);
      if (cache != null) {
        debug.allocated(address, cache, cache.objectSize());
      }
    }
  }

  /** Whether {@code address} is an allocation in use. */
  public boolean isAllocated(long address) {
    return ksize(address) != 0;
  }
}
