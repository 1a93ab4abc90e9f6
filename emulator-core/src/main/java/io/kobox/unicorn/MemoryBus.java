package io.kobox.unicorn;

/**
 * What answers at physical addresses that are no memory. Called while the CPU runs: the methods
 * must neither block nor run guest code. Accesses of 8 bytes come as two of 4.
 */
public interface MemoryBus {
  /** Reads {@code size} bytes at a physical address. */
  long read(long address, int size);

  /** Writes {@code size} bytes at a physical address. */
  void write(long address, int size, long value);
}
