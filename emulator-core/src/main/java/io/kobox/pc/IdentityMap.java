package io.kobox.pc;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.kobox.checkpoint.HostSide;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Page tables by which each physical address of memory is its own virtual one, outside of the
 * machine's memory: by them the emulator can be told of code whose virtual address nobody knows.
 */
@HostSide
final class IdentityMap {
  /** What the tables may take, and an empty one: enough for 11 GB of memory. */
  static final long SIZE = 16 * 4096;

  private static final long TABLE = 4096;
  private static final long LARGE_PAGE = 2 << 20;
  private static final long TABLE_ENTRY = 0x23; // present, writable, accessed
  private static final long PAGE_ENTRY = 0xe3; // and dirty, a large page
  private static final int ENTRIES = 512;

  private final MemorySegment memory;
  private final long root;

  /**
   * @param size of the memory, in bytes
   * @param root the physical address of the tables
   */
  IdentityMap(long size, long root) {
    this.root = root;
    memory = Arena.ofAuto().allocate(SIZE, TABLE);
    long directories = TABLE;
    long tables = 2 * TABLE;
    memory.set(JAVA_LONG, 0, root + directories | TABLE_ENTRY);
    for (long page = 0; page * LARGE_PAGE < size; page++) {
      long table = tables + page / ENTRIES * TABLE;
      memory.set(JAVA_LONG, directories + page / ENTRIES * Long.BYTES, root + table | TABLE_ENTRY);
      memory.set(JAVA_LONG, tables + page * Long.BYTES, page * LARGE_PAGE | PAGE_ENTRY);
    }
  }

  MemorySegment memory() {
    return memory;
  }

  long root() {
    return root;
  }

  /** The physical address of a page of zeros: tables by which nothing is mapped. */
  long emptyTables() {
    return root + SIZE - TABLE;
  }
}
