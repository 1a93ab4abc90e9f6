package io.kobox.unicorn;

/** Is told of memory that instructions read. */
@FunctionalInterface
public interface MemoryWatcher {
  /** {@code size} bytes at a physical address are about to be read. */
  void read(long address, int size);
}
