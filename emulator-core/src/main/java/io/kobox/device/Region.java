package io.kobox.device;

/**
 * What answers in a range of addresses, of memory or of ports. Called while the CPU runs: the
 * methods must neither block nor wait; what takes time is asked for with {@link Bus#after}.
 */
public interface Region {
  /**
   * The CPU reads.
   *
   * @param offset from the region's first address
   * @param size 1, 2 or 4 bytes; the CPU's reads of 8 bytes come as two of 4, the lower one first
   * @return the value in the lowest bits; the others do not matter
   */
  long read(long offset, int size);

  /** The CPU writes; the value's bits beyond {@code size} bytes are 0. */
  void write(long offset, int size, long value);
}
