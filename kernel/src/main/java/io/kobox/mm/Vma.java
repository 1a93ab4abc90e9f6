package io.kobox.mm;

import io.kobox.syscalls.MmapFlags;

/** A mapped range of a process's addresses (struct vm_area_struct). */
final class Vma {
  final int owner;
  final boolean shared;
  MappedRange range;
  MemoryMapping mapping;

  /** PROT_READ and its like, as mmap and mprotect got them. */
  int protection;

  Vma(int owner, MappedRange range, int protection, boolean shared, MemoryMapping mapping) {
    this.owner = owner;
    this.range = range;
    this.protection = protection;
    this.shared = shared;
    this.mapping = mapping;
  }

  long start() {
    return range.start();
  }

  long end() {
    return range.end();
  }

  boolean writable() {
    return (protection & MmapFlags.PROT_WRITE) != 0;
  }

  boolean executable() {
    return (protection & MmapFlags.PROT_EXEC) != 0;
  }

  /** Whether an access of that kind is allowed; the CPU's tables know no memory only to write. */
  boolean allows(boolean write) {
    return write ? writable() : protection != 0;
  }

  /** The part from {@code start} to {@code end}. */
  MappedRange part(long start, long end) {
    long skipped = (start - range.start()) >>> 12;
    return new MappedRange(
        start, end - start, range.pageOffset() + skipped, writable(), range.shared());
  }
}
