package io.kobox.mm;

import io.kobox.machine.FrameAllocator;
import io.kobox.machine.OutOfFramesException;
import java.util.TreeMap;

/** Zeroed memory that a process shares with those it forks (mm/shmem.c: shmem_zero_setup). */
public final class SharedMapping implements MemoryMapping {
  /** The frames, by their pages' numbers, and how many mappings show them. */
  private static final class Pages {
    private final FrameAllocator frames;
    private final TreeMap<Long, Long> physical = new TreeMap<>();
    private int users = 1;

    private Pages(FrameAllocator frames) {
      this.frames = frames;
    }
  }

  private final Pages pages;
  private final MappedRange range;

  /** New memory, which {@code range} shows. */
  public SharedMapping(FrameAllocator frames, MappedRange range) {
    this(new Pages(frames), range);
  }

  private SharedMapping(Pages pages, MappedRange range) {
    this.pages = pages;
    this.range = range;
  }

  @Override
  public boolean fault(MemoryMaps maps, long address, boolean write) {
    long page = range.pageOffset() + (address - range.start() >>> 12);
    Long physical = pages.physical.get(page);
    if (physical == null) {
      try {
        physical = pages.frames.allocate();
      } catch (OutOfFramesException e) {
        return false;
      }
      pages.physical.put(page, physical);
    }
    maps.insertFrame(address, physical);
    return true;
  }

  @Override
  public void close() {
    pages.users--;
    if (pages.users == 0) {
      pages.physical.values().forEach(frame -> pages.frames.free(frame, 1));
      pages.physical.clear();
    }
  }

  @Override
  public MemoryMapping copy(MappedRange part) {
    pages.users++;
    return new SharedMapping(pages, part);
  }
}
