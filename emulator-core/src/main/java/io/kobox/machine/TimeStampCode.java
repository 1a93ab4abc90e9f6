package io.kobox.machine;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.kobox.unicorn.Unicorn;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds rdtsc and rdtscp in code before it runs, so that the host's clock never reaches the guest.
 * A match inside another instruction does no harm: the CPU never starts an instruction there.
 */
final class TimeStampCode {
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final int ESCAPE = 0x0f;
  private static final int RDTSC = 0x31;
  private static final int GROUP_7 = 0x01;
  private static final int RDTSCP = 0xf9;
  private static final int LONGEST = 3;

  private final Unicorn unicorn;
  private final MemorySegment ram;
  private final PageTables tables;
  private final Set<Long> hooked = new HashSet<>();

  TimeStampCode(Unicorn unicorn, PhysicalMemory memory, PageTables tables) {
    this.unicorn = unicorn;
    this.ram = memory.ram();
    this.tables = tables;
  }

  /** Looks through the executable bytes from {@code begin} on, and those they form one with. */
  void find(long begin, long length) {
    long page = AddressLayout.pageOf(begin);
    long frame = tables.translate(page);
    long from = Math.max(page, begin - LONGEST + 1);
    long end = Math.min(page + AddressLayout.PAGE_SIZE, begin + length);
    for (long at = from; at < end; at += Long.BYTES - 1) {
      long offset = Math.min(at - page, AddressLayout.PAGE_SIZE - Long.BYTES);
      if (mayHold(ram.get(JAVA_LONG_UNALIGNED, frame + offset))) {
        for (long candidate = page + offset; candidate < page + offset + Long.BYTES; candidate++) {
          check(candidate);
        }
      }
    }
    for (long at = page - LONGEST + 1; at < page; at++) {
      check(at);
    }
    for (long at = page + AddressLayout.PAGE_SIZE - LONGEST + 1; at < end; at++) {
      check(at);
    }
  }

  /** Whether two neighbours of eight bytes begin one of the instructions (or almost do). */
  private static boolean mayHold(long bytes) {
    long escape = bytes ^ (ESCAPE * ONES);
    return hasZero(escape | ((bytes >>> 8) ^ (RDTSC * ONES)))
        || hasZero(escape | ((bytes >>> 8) ^ (GROUP_7 * ONES)));
  }

  private static boolean hasZero(long bytes) {
    return ((bytes - ONES) & ~bytes & HIGHS) != 0;
  }

  private void check(long address) {
    if (byteAt(address) != ESCAPE) {
      return;
    }
    int second = byteAt(address + 1);
    if (second == RDTSC || (second == GROUP_7 && byteAt(address + 2) == RDTSCP)) {
      if (hooked.add(address)) {
        unicorn.hookTimeStamp(address);
      }
    }
  }

  private int byteAt(long address) {
    long physical = tables.translate(address);
    return physical < 0 ? -1 : ram.get(JAVA_BYTE, physical) & 0xff;
  }
}
