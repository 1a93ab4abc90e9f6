package io.kobox.mm;

/** What a file does with an address range that a process mapped it to (struct vm_area_struct). */
public interface MemoryMapping {
  /** Somebody touched a page that is not there; whether it is now. */
  boolean fault(long address, boolean write);

  /** The range is not mapped any more. */
  void close();
}
