package io.kobox.unicorn;

/** Is told of what instructions read and write. */
@FunctionalInterface
public interface MemoryWatcher {
  /** {@code size} bytes at a physical address are about to be read or written; RIP is exact. */
  void access(long address, int size, boolean write);
}
