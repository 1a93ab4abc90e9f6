package io.kobox.mm;

import io.kobox.syscalls.ErrnoException;

/** What a file does with an address range that a process mapped it to (struct vm_area_struct). */
public interface MemoryMapping {
  /** Somebody touched a page that is not there; whether it is now. */
  boolean fault(MemoryMaps maps, long address, boolean write);

  /** The range is not mapped any more. */
  void close();

  /**
   * The mapping of a copy of the range or of a part of it: in the address space that fork made, or
   * behind a hole that munmap made. ENOMEM.
   */
  MemoryMapping copy(MappedRange range) throws ErrnoException;

  /** What is left of the range after its end was cut off. */
  default void shrunk(MappedRange range) {}

  /** Whether mprotect may allow writing. */
  default boolean mayWrite() {
    return true;
  }

  /** The last part of the file's name; "" where there is no file. */
  default String name() {
    return "";
  }

  /** Whether the memory is the process's own: what is there when a page is touched is a copy. */
  default boolean isPrivate() {
    return false;
  }
}
