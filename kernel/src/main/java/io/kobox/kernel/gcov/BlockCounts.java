package io.kobox.kernel.gcov;

import java.util.Arrays;

/** How often each block of code ran. A table of its own: it is asked at every block. */
final class BlockCounts {
  private static final int FIRST_CAPACITY = 1 << 10;

  /** Multiplies to a hash whose upper bits depend on all of the address (Fibonacci hashing). */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  /** Takes the blocks. */
  @FunctionalInterface
  interface Visitor {
    void block(long address, int size, long count);
  }

  private long[] addresses = new long[FIRST_CAPACITY];
  private int[] sizes = new int[FIRST_CAPACITY];
  private long[] counts = new long[FIRST_CAPACITY];
  private int used;

  /** A block ran once more. No block is at address 0. */
  void add(long address, int size) {
    add(address, size, 1);
  }

  private void add(long address, int size, long count) {
    int mask = addresses.length - 1;
    int slot = (int) ((address * GOLDEN) >>> Integer.SIZE) & mask;
    while (addresses[slot] != 0 && (addresses[slot] != address || sizes[slot] != size)) {
      slot = (slot + 1) & mask;
    }
    if (addresses[slot] == 0) {
      addresses[slot] = address;
      sizes[slot] = size;
      used++;
    }
    counts[slot] += count;
    if (used > addresses.length / 2) {
      grow();
    }
  }

  private void grow() {
    long[] oldAddresses = addresses;
    int[] oldSizes = sizes;
    long[] oldCounts = counts;
    addresses = new long[oldAddresses.length * 2];
    sizes = new int[addresses.length];
    counts = new long[addresses.length];
    used = 0;
    for (int i = 0; i < oldAddresses.length; i++) {
      if (oldAddresses[i] != 0) {
        add(oldAddresses[i], oldSizes[i], oldCounts[i]);
      }
    }
  }

  /** Gives all blocks to {@code visitor}, and forgets them. */
  void drain(Visitor visitor) {
    for (int i = 0; i < addresses.length; i++) {
      if (addresses[i] != 0) {
        visitor.block(addresses[i], sizes[i], counts[i]);
      }
    }
    Arrays.fill(addresses, 0);
    Arrays.fill(counts, 0);
    used = 0;
  }
}
