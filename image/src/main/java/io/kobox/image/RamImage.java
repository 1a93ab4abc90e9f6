package io.kobox.image;

import io.kobox.checkpoint.CheckpointException;
import io.kobox.checkpoint.HostSide;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * What a machine's memory held at one time: the pages that were no longer those of the snapshot
 * that it began with.
 */
@HostSide
final class RamImage {
  private final MemorySegment ram;
  private final MemorySegment base;
  private final BitSet pages;
  private final MemorySegment copy;

  /**
   * @param ram a copy-on-write mapping of the snapshot's memory
   * @param base the same as the snapshot has it
   */
  RamImage(MemorySegment ram, MemorySegment base) throws CheckpointException {
    this.ram = ram;
    this.base = base;
    pages = DirtyPages.of(ram);
    copy = Arena.ofAuto().allocate((long) pages.cardinality() * DirtyPages.PAGE, DirtyPages.PAGE);
    long at = 0;
    for (int page = pages.nextSetBit(0); page >= 0; page = pages.nextSetBit(page + 1)) {
      MemorySegment.copy(ram, (long) page * DirtyPages.PAGE, copy, at, DirtyPages.PAGE);
      at += DirtyPages.PAGE;
    }
  }

  long size() {
    return copy.byteSize();
  }

  /** Has the memory hold that again; the numbers of the pages that held something else. */
  BitSet restore() throws CheckpointException {
    BitSet changed = new BitSet();
    BitSet now = DirtyPages.of(ram);
    long at = 0;
    for (int page = now.nextSetBit(0); page >= 0; page = now.nextSetBit(page + 1)) {
      long offset = (long) page * DirtyPages.PAGE;
      boolean kept = pages.get(page);
      MemorySegment source =
          kept ? copy.asSlice(at, DirtyPages.PAGE) : base.asSlice(offset, DirtyPages.PAGE);
      MemorySegment target = ram.asSlice(offset, DirtyPages.PAGE);
      if (target.mismatch(source) >= 0) {
        target.copyFrom(source);
        changed.set(page);
      }
      at += kept ? DirtyPages.PAGE : 0;
    }
    return changed;
  }
}
