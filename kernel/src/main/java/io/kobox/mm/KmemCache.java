package io.kobox.mm;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.FrameAllocator;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/**
 * Objects of one size, cut from pages of the direct map; the last one freed is the next one given
 * (mm/slub.c).
 */
public final class KmemCache {
  private final String name;
  private final int objectSize;
  private final int stride;
  private final int slabPages;
  private final long constructor;
  private final FrameAllocator frames;
  private final ArrayDeque<Long> free = new ArrayDeque<>();
  private final Set<Long> allocated = new HashSet<>();

  KmemCache(String name, int objectSize, int align, long constructor, FrameAllocator frames) {
    this.name = name;
    this.objectSize = objectSize;
    this.stride = roundUp(objectSize, Math.max(align, Long.BYTES));
    this.slabPages = pagesFor(stride);
    this.constructor = constructor;
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

  public String name() {
    return name;
  }

  /** What was asked for at creation, in bytes. */
  public int objectSize() {
    return objectSize;
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
    return object;
  }

  /** Gives an object back; false when it is not in use here. */
  boolean release(long object) {
    if (!allocated.remove(object)) {
      return false;
    }
    free.addFirst(object);
    return true;
  }

  boolean owns(long object) {
    return allocated.contains(object);
  }
}
