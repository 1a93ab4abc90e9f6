package io.kobox.mm;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.FrameAllocator;
import io.kobox.machine.PageTables;
import io.kobox.machine.Protection;
import java.util.Map;
import java.util.TreeMap;

/**
 * A range of kernel addresses where memory is mapped page by page, each allocation followed by an
 * unmapped guard page (mm/vmalloc.c: __vmalloc_node_range). First fit, so addresses repeat.
 */
public final class VmArea {
  /** An allocation: its pages' number and the first frame's physical address. */
  private record Allocation(int pages, long physical) {}

  /** The frames are somebody else's. */
  private static final long NOT_OURS = -1;

  private final long start;
  private final long end;
  private final FrameAllocator frames;
  private final PageTables pageTables;
  private final TreeMap<Long, Allocation> allocations = new TreeMap<>(Long::compareUnsigned);

  /** The range {@code start} to {@code end}, page aligned. */
  public VmArea(long start, long end, FrameAllocator frames, PageTables pageTables) {
    this.start = start;
    this.end = end;
    this.frames = frames;
    this.pageTables = pageTables;
  }

  /** The pages that are mapped (vmalloc_nr_pages()). */
  public long pages() {
    return allocations.values().stream().mapToLong(Allocation::pages).sum();
  }

  /** Maps {@code size} zeroed bytes, rounded up to pages; 0 when the range or the RAM is full. */
  public long allocate(long size, Protection protection) {
    long pages = (size + AddressLayout.PAGE_SIZE - 1) / AddressLayout.PAGE_SIZE;
    if (size <= 0 || pages > frames.freeFrames()) {
      return 0;
    }
    long address = findHole((pages + 1) * AddressLayout.PAGE_SIZE);
    if (address == 0) {
      return 0;
    }
    long physical = frames.allocate((int) pages);
    pageTables.map(address, physical, pages * AddressLayout.PAGE_SIZE, protection);
    allocations.put(address, new Allocation((int) pages, physical));
    return address;
  }

  /**
   * Maps pages of the caller's, by their physical addresses, one after the other; 0 when the range
   * is full. They stay the caller's when the mapping is freed.
   */
  public long map(long[] physical, Protection protection) {
    long address =
        physical.length == 0 ? 0 : findHole((physical.length + 1L) * AddressLayout.PAGE_SIZE);
    if (address == 0) {
      return 0;
    }
    for (int i = 0; i < physical.length; i++) {
      pageTables.map(
          address + (long) i * AddressLayout.PAGE_SIZE,
          physical[i],
          AddressLayout.PAGE_SIZE,
          protection);
    }
    allocations.put(address, new Allocation(physical.length, NOT_OURS));
    return address;
  }

  /**
   * Maps {@code length} bytes of physical addresses where no memory is, whole pages; 0 when the
   * range is full.
   */
  public long mapDevice(long physical, long length) {
    long address = findHole(length + AddressLayout.PAGE_SIZE);
    if (address != 0) {
      pageTables.mapDevice(address, physical, length);
      allocations.put(address, new Allocation((int) (length / AddressLayout.PAGE_SIZE), NOT_OURS));
    }
    return address;
  }

  private long findHole(long length) {
    long candidate = start;
    for (Map.Entry<Long, Allocation> entry : allocations.entrySet()) {
      if (entry.getKey() - candidate >= length) {
        return candidate;
      }
      candidate = entry.getKey() + (entry.getValue().pages() + 1L) * AddressLayout.PAGE_SIZE;
    }
    return end - candidate >= length ? candidate : 0;
  }

  /** Unmaps an allocation; false when {@code address} is not the start of one. */
  public boolean free(long address) {
    Allocation allocation = allocations.remove(address);
    if (allocation == null) {
      return false;
    }
    pageTables.unmap(address, (long) allocation.pages() * AddressLayout.PAGE_SIZE);
    if (allocation.physical() != NOT_OURS) {
      frames.free(allocation.physical(), allocation.pages());
    }
    return true;
  }

  /** Whether {@code address} lies in this range. */
  public boolean contains(long address) {
    return Long.compareUnsigned(address, start) >= 0 && Long.compareUnsigned(address, end) < 0;
  }

  /** The mapped size of the allocation at {@code address}, 0 if there is none. */
  public long size(long address) {
    Allocation allocation = allocations.get(address);
    return allocation == null ? 0 : (long) allocation.pages() * AddressLayout.PAGE_SIZE;
  }

  /** The physical address of the allocation at {@code address}: its frames are contiguous. */
  public long physical(long address) {
    Allocation allocation = allocations.get(address);
    if (allocation == null) {
      throw new IllegalArgumentException("nothing allocated at " + Long.toHexString(address));
    }
    return allocation.physical();
  }
}
