package io.kobox.mm;

import io.kobox.lib.GuestFunctions;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.FrameAllocator;
import io.kobox.machine.GuestMemory;
import java.util.HashMap;
import java.util.Map;
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

  private final GuestMemory memory;
  private final FrameAllocator frames;
  private final GuestFunctions functions;
  private final KmemCache[] kmalloc = new KmemCache[KMALLOC_SIZES.length];
  private final Map<Long, KmemCache> owners = new HashMap<>();
  private final Map<Long, Integer> largePages = new HashMap<>();

  public Slab(GuestMemory memory, FrameAllocator frames, GuestFunctions functions) {
    this.memory = memory;
    this.frames = frames;
    this.functions = functions;
    for (int i = 0; i < KMALLOC_SIZES.length; i++) {
      int size = KMALLOC_SIZES[i];
      String name = size < 1024 ? "kmalloc-" + size : "kmalloc-" + size / 1024 + "k";
      int align = Integer.highestOneBit(size) == size ? size : Long.BYTES;
      kmalloc[i] = new KmemCache(name, size, align, 0, frames);
    }
  }

  /** A cache of its own (kmem_cache_create). */
  KmemCache create(String name, int objectSize, int align, long constructor) {
    return new KmemCache(name, objectSize, align, constructor, frames);
  }

  /** The kmalloc cache with the kernel's index 1 to 13; null for 0. */
  @Nullable KmemCache kmallocCache(int index) {
    return index == 0 || index > kmalloc.length ? null : kmalloc[index - 1];
  }

  /** kmalloc: an address in the direct map, 0 when memory is used up; ZERO_SIZE_PTR (16) for 0. */
  public long kmalloc(long size, int gfp) {
    if (size == 0) {
      return 16;
    }
    if (size < 0 || size > LARGEST) {
      return allocatePages(size);
    }
    KmemCache cache = cacheFor((int) size);
    return allocate(cache, gfp);
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

  private long allocatePages(long size) {
    long pages = (size + AddressLayout.PAGE_SIZE - 1) / AddressLayout.PAGE_SIZE;
    if (size < 0 || pages > 1024 || pages > frames.freeFrames()) {
      return 0;
    }
    long address = AddressLayout.DIRECT_MAP + frames.allocate((int) pages);
    largePages.put(address, (int) pages);
    return address;
  }

  /** kmem_cache_alloc. */
  long allocate(KmemCache cache, int gfp) {
    for (long object : cache.grow()) {
      if (cache.constructor() != 0) {
        functions.call(cache.constructor(), object);
      }
    }
    long object = cache.allocate();
    if (object != 0) {
      owners.put(object, cache);
      if ((gfp & Gfp.ZERO) != 0) {
        memory.fill(object, cache.objectSize(), (byte) 0);
      }
    }
    return object;
  }

  /** kfree; false when {@code address} is no allocation in use. NULL and ZERO_SIZE_PTR are fine. */
  public boolean kfree(long address) {
    if (Long.compareUnsigned(address, 16) <= 0) {
      return true;
    }
    Integer pages = largePages.remove(address);
    if (pages != null) {
      frames.free(address - AddressLayout.DIRECT_MAP, pages);
      return true;
    }
    KmemCache cache = owners.remove(address);
    return cache != null && cache.release(address);
  }

  /** ksize: the usable bytes at {@code address}; 0 if nothing is allocated there. */
  public long ksize(long address) {
    Integer pages = largePages.get(address);
    if (pages != null) {
      return (long) pages * AddressLayout.PAGE_SIZE;
    }
    KmemCache cache = owners.get(address);
    return cache == null ? 0 : cache.objectSize();
  }

  /** Whether {@code address} is an allocation in use. */
  public boolean isAllocated(long address) {
    return ksize(address) != 0;
  }
}
