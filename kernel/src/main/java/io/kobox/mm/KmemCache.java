package io.kobox.mm;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.FrameAllocator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Objects of one size, cut from pages of the direct map; the last one freed is the next one given
 * (mm/slub.c).
 */
public final class KmemCache implements CheckedObjects.Cache {
  /** slub_max_order: PAGE_ALLOC_COSTLY_ORDER. */
  private static final int MAX_ORDER = 3;

  /** So many objects a slab is to have on a machine with one CPU: 4 * (fls(1) + 1). */
  private static final int MIN_OBJECTS = 8;

  private final String name;
  private final int objectSize;
  private final int align;
  private final boolean hwcacheAlign;
  private final int stride;
  private final int slabPages;
  private final long constructor;
  private final boolean typesafeByRcu;
  private final FrameAllocator frames;
  private final ArrayDeque<Long> free = new ArrayDeque<>();
  private final Set<Long> allocated = new HashSet<>();
  private final List<Long> slabs = new ArrayList<>();
  private int mostInUse;

  /**
   * @param redzone at least so many bytes stay unused behind each object
   */
  KmemCache(
      String name,
      int objectSize,
      int align,
      boolean hwcacheAlign,
      long constructor,
      boolean typesafeByRcu,
      int redzone,
      FrameAllocator frames) {
    this.name = name;
    this.objectSize = objectSize;
    this.align = align;
    this.hwcacheAlign = hwcacheAlign;
    this.stride = roundUp(objectSize + redzone, Math.max(align, Long.BYTES));
    this.slabPages = pagesFor(stride);
    this.constructor = constructor;
    this.typesafeByRcu = typesafeByRcu;
    this.frames = frames;
  }

  private static int roundUp(int value, int align) {
    return (value + align - 1) / align * align;
  }

  /** Enough pages that at most an eighth is lost (mm/slub.c: calculate_order). */
  private static int pagesFor(int stride) {
    int pages = 1;
    while (pages < 8
        && (pages * AddressLayout.PAGE_SIZE) % stride > pages * AddressLayout.PAGE_SIZE / 8) {
      pages *= 2;
    }
    while (pages * AddressLayout.PAGE_SIZE < stride) {
      pages *= 2;
    }
    return pages;
  }

  @Override
  public String name() {
    return name;
  }

  /** What was asked for at creation, in bytes. */
  @Override
  public int objectSize() {
    return objectSize;
  }

  /**
   * The size of a cache without constructor: those of Linux are merged, and have their alignment.
   */
  int alignedSize() {
    return roundUp(objectSize, Math.max(align, Long.BYTES));
  }

  /** Of each object's address, in bytes. */
  int align() {
    return Math.max(align, Long.BYTES);
  }

  /** SLAB_HWCACHE_ALIGN. */
  boolean hwcacheAlign() {
    return hwcacheAlign;
  }

  /** From one object to the next, in bytes. */
  int stride() {
    return stride;
  }

  /** From one object to the next on Linux, where nothing is kept between them ({@code size}). */
  int linuxSize() {
    return roundUp(
        roundUp(objectSize, Long.BYTES) + (constructor != 0 ? Long.BYTES : 0),
        Math.max(align, Long.BYTES));
  }

  /** How many pages a slab of Linux has (mm/slub.c: calculate_order(), on one CPU). */
  int pagesPerSlab() {
    int size = linuxSize();
    int most = (AddressLayout.PAGE_SIZE << MAX_ORDER) / size;
    for (int objects = Math.min(MIN_OBJECTS, most); objects > 1; objects--) {
      for (int fraction = 16; fraction >= 4; fraction /= 2) {
        int pages = pagesFor(size, objects, fraction);
        if (pages <= 1 << MAX_ORDER) {
          return pages;
        }
      }
    }
    return pagesFor(size, 1, 1);
  }

  /** calc_slab_order(): at most one part of {@code fraction} is lost. */
  private static int pagesFor(int size, int objects, int fraction) {
    int pages = 1;
    while (pages * AddressLayout.PAGE_SIZE < objects * size) {
      pages *= 2;
    }
    while (pages <= 1 << MAX_ORDER
        && pages * AddressLayout.PAGE_SIZE % size > pages * AddressLayout.PAGE_SIZE / fraction) {
      pages *= 2;
    }
    return pages;
  }

  /** How many objects a slab of Linux has. */
  int objectsPerSlab() {
    return pagesPerSlab() * AddressLayout.PAGE_SIZE / linuxSize();
  }

  /** How many slabs of Linux the objects needed that were in use at most: none is given back. */
  int slabCount() {
    return (mostInUse + objectsPerSlab() - 1) / objectsPerSlab();
  }

  /** The objects in use, by address. */
  long[] inUseObjects() {
    return allocated.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** Gives the memory of all slabs back. */
  void destroy() {
    for (long slab : slabs) {
      frames.free(slab - AddressLayout.DIRECT_MAP, slabPages);
    }
    slabs.clear();
    free.clear();
    allocated.clear();
  }

  /** Whether an object is zeroed for its user: its contents are nobody else's (init_on_alloc). */
  boolean initOnAlloc() {
    return constructor == 0 && !typesafeByRcu;
  }

  /** The constructor's address in guest code, 0 if none. */
  long constructor() {
    return constructor;
  }

  /** The number of objects in use. */
  public int inUse() {
    return allocated.size();
  }

  /** A newly added slab's objects, so that the caller can run the constructor; empty otherwise. */
  long[] grow() {
    if (!free.isEmpty() || frames.freeFrames() < slabPages) {
      return new long[0];
    }
    long slab = AddressLayout.DIRECT_MAP + frames.allocate(slabPages);
    slabs.add(slab);
    int count = slabPages * AddressLayout.PAGE_SIZE / stride;
    long[] objects = new long[count];
    for (int i = 0; i < count; i++) {
      objects[i] = slab + (long) i * stride;
      free.addLast(objects[i]);
    }
    return objects;
  }

  /** An object, 0 when the RAM is used up. */
  long allocate() {
    Long object = free.pollFirst();
    if (object == null) {
      return 0;
    }
    allocated.add(object);
    mostInUse = Math.max(mostInUse, allocated.size());
    return object;
  }

  /** An object is no longer in use; false when it was not. */
  boolean release(long object) {
    return allocated.remove(object);
  }

  /** A released object is the next one given. */
  void reuse(long object) {
    free.addFirst(object);
  }

  boolean owns(long object) {
    return allocated.contains(object);
  }
}
