package io.kobox.mm;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.FrameAllocator;
import io.kobox.machine.GuestMemory;
import java.util.Map;
import java.util.TreeMap;

/**
 * The per-CPU area of the one CPU (mm/percpu.c): the kernel's own variables at their offsets, then
 * what is allocated. A per-CPU pointer is an offset into it; the CPU's GS base is its start.
 */
public final class PerCpu {
  private static final int SIZE = 1 << 20;

  /** Where allocations start: behind everything the kernel links into .data..percpu. */
  private static final long DYNAMIC = 512 << 10;

  private final GuestMemory memory;
  private final long start;
  private final long base;
  private final TreeMap<Long, Long> used = new TreeMap<>();

  /**
   * The area of the only CPU.
   *
   * @param start __per_cpu_start, which offsets count from as addresses: 0 until Linux 6.14
   */
  public PerCpu(FrameAllocator frames, GuestMemory memory, long start) {
    this.memory = memory;
    this.start = start;
    this.base = AddressLayout.DIRECT_MAP + frames.allocate(SIZE / AddressLayout.PAGE_SIZE) - start;
  }

  /** Whether an export's offset is one into an area that begins at 0. */
  public static boolean isZeroBased(long offset) {
    return Long.compareUnsigned(offset, SIZE) < 0;
  }

  /** The area's address: the GS base, and __per_cpu_offset[0]. */
  public long base() {
    return base;
  }

  /** The address of the CPU's copy of the variable at {@code offset}. */
  public long address(long offset) {
    return base + offset;
  }

  /** Zeroed per-CPU memory: an offset, 0 when there is no room. */
  public long allocate(long size, long align) {
    if (size <= 0 || size > SIZE) {
      return 0;
    }
    long boundary = Math.max(align, 1);
    long candidate = align(DYNAMIC, boundary);
    for (Map.Entry<Long, Long> entry : used.entrySet()) {
      if (entry.getKey() - candidate >= size) {
        break;
      }
      candidate = align(entry.getKey() + entry.getValue(), boundary);
    }
    if (candidate + size > SIZE) {
      return 0;
    }
    used.put(candidate, size);
    memory.fill(base + start + candidate, size, (byte) 0);
    return start + candidate;
  }

  private static long align(long value, long align) {
    return (value + align - 1) / align * align;
  }

  /** Gives an allocation back; NULL is fine; false when there is none. */
  public boolean free(long offset) {
    return offset == 0 || used.remove(offset - start) != null;
  }
}
