package io.kobox.machine;

import io.kobox.checkpoint.HostSide;
import io.kobox.unicorn.HostMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The guest's RAM, from physical address 0 on. The host commits a page of it when it is first
 * touched; until then it reads as zero.
 */
@HostSide
public final class PhysicalMemory implements AutoCloseable {

  private final Arena arena = Arena.ofShared();
  private final MemorySegment ram;

  /** RAM of {@code size} bytes, a multiple of the large page size. */
  public PhysicalMemory(long size) {
    if (size <= 0 || size % AddressLayout.LARGE_PAGE_SIZE != 0) {
      throw new IllegalArgumentException("RAM size must be a multiple of 2 MB: " + size);
    }
    this.ram = HostMemory.map(size, arena);
  }

  /** All of it; the index is the physical address. */
  public MemorySegment ram() {
    return ram;
  }

  /** Its size in bytes. */
  public long size() {
    return ram.byteSize();
  }

  @Override
  public void close() {
    arena.close();
  }
}
