package io.kobox.machine;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What page tables of four levels map, range by range (arch/x86/mm/dump_pagetables.c). */
public final class PageTableWalk {
  private static final long PRESENT = 1;
  private static final long WRITE = 2;
  private static final long USER = 4;
  private static final long LARGE = 0x80;
  private static final long NO_EXECUTE = 1L << 63;
  private static final long FRAME = 0x000f_ffff_ffff_f000L;
  private static final int ENTRIES = 512;
  private static final int TOP_SHIFT = 39;
  private static final int PAGE_SHIFT = 12;
  private static final int LEVEL_BITS = 9;

  private final MemorySegment ram;
  private final List<Range> ranges = new ArrayList<>();

  /**
   * Adjacent pages with the same rights.
   *
   * @param begin the first address
   * @param end the first address behind
   */
  public record Range(long begin, long end, boolean writable, boolean executable, boolean user) {
    private boolean goesOn(Range next) {
      return end == next.begin
          && writable == next.writable
          && executable == next.executable
          && user == next.user;
    }
  }

  private PageTableWalk(MemorySegment ram) {
    this.ram = ram;
  }

  /**
   * The ranges of the kernel's half, the upper one, by their addresses.
   *
   * @param root the physical address of the top table
   */
  public static List<Range> kernelHalf(MemorySegment ram, long root) {
    PageTableWalk walk = new PageTableWalk(ram);
    for (int i = ENTRIES / 2; i < ENTRIES; i++) {
      walk.entry(root & FRAME, i, TOP_SHIFT, -1L << (TOP_SHIFT + LEVEL_BITS), WRITE | USER);
    }
    return List.copyOf(walk.ranges);
  }

  /** What is allowed must be allowed on each level; what must not be executed, on one. */
  private void entry(long table, int index, int shift, long base, long rights) {
    long at = table + (long) index * Long.BYTES;
    long entry = at + Long.BYTES > ram.byteSize() ? 0 : ram.get(JAVA_LONG_UNALIGNED, at);
    if ((entry & PRESENT) == 0) {
      return;
    }
    long begin = base + ((long) index << shift);
    long allowed = (rights & entry & (WRITE | USER)) | ((rights | entry) & NO_EXECUTE);
    boolean leaf = shift == PAGE_SHIFT || (shift < TOP_SHIFT && (entry & LARGE) != 0);
    if (!leaf) {
      for (int i = 0; i < ENTRIES; i++) {
        entry(entry & FRAME, i, shift - LEVEL_BITS, begin, allowed);
      }
      return;
    }
    Range range =
        new Range(
            begin,
            begin + (1L << shift),
            (allowed & WRITE) != 0,
            (allowed & NO_EXECUTE) == 0,
            (allowed & USER) != 0);
    if (!ranges.isEmpty() && ranges.getLast().goesOn(range)) {
      range =
          new Range(
              ranges.removeLast().begin(),
              range.end(),
              range.writable(),
              range.executable(),
              range.user());
    }
    ranges.add(range);
  }
}
