package io.kobox.mm;

import io.kobox.machine.FrameAllocator;
import io.kobox.machine.OutOfFramesException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Zeroed memory that a process shares with those it forks (mm/shmem.c: shmem_zero_setup). */
public final class SharedMapping implements MemoryMapping {
  /** The frames, by their pages' numbers, and how many mappings show them. */
  private static final class Pages {
    private @Nullable FrameAllocator frames;
    private final TreeMap<Long, Long> physical = new TreeMap<>();
    private int users = 1;

    /** The frame of a page; it may be a new one. */
    private long frame(long page, FrameAllocator source) {
      frames = source;
      return physical.computeIfAbsent(page, absent -> source.allocate());
    }

    private void free() {
      if (frames != null) {
        for (long frame : physical.values()) {
          frames.free(frame, 1);
        }
      }
      physical.clear();
    }
  }

  private final Pages pages;
  private final MappedRange range;

  /** New memory, which {@code range} shows. */
  public SharedMapping(MappedRange range) {
    this(new Pages(), range);
  }

  private SharedMapping(Pages pages, MappedRange range) {
    this.pages = pages;
    this.range = range;
  }

  @Override
  public boolean fault(MemoryMaps maps, long address, boolean write) {
    long page = range.pageOffset() + ((address - range.start()) >>> 12);
    try {
      maps.insertFrame(address, pages.frame(page, maps.frames()));
      return true;
    } catch (OutOfFramesException e) {
      return false;
    }
  }

  @Override
  public void close() {
    pages.users--;
    if (pages.users == 0) {
      pages.free();
    }
  }

  @Override
  public MemoryMapping copy(MappedRange part) {
    pages.users++;
    return new SharedMapping(pages, part);
  }
}
