package io.kobox.btf;

/**
 * Finds entries by name: a hash table (open addressing) from string offsets to ints. Entries of one
 * name come back in the order they were added.
 */
final class NameIndex {
  private final Strings strings;
  private final int[] nameOffsets;
  private final int[] values;
  private final int mask;

  /**
   * @param strings where the names are
   * @param capacity how many entries will be added at most
   */
  NameIndex(Strings strings, int capacity) {
    int size = Integer.highestOneBit(Math.max(8, capacity)) * 4;
    this.strings = strings;
    this.nameOffsets = new int[size];
    this.values = new int[size];
    this.mask = size - 1;
  }

  /** Adds {@code value} under the name at {@code nameOffset}; a name at 0 is none. */
  void add(int nameOffset, int value) {
    if (nameOffset == 0) {
      return;
    }
    int slot = slot(strings.hash(nameOffset));
    while (nameOffsets[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    nameOffsets[slot] = nameOffset;
    values[slot] = value;
  }

  /** The first slot that holds {@code name}, or -1. */
  int find(String name) {
    return findFrom(slot(name.hashCode()), name);
  }

  /** The next slot after {@code slot} that holds {@code name}, or -1. */
  int findNext(int slot, String name) {
    return findFrom((slot + 1) & mask, name);
  }

  private int findFrom(int slot, String name) {
    for (int at = slot; nameOffsets[at] != 0; at = (at + 1) & mask) {
      if (strings.matches(nameOffsets[at], name)) {
        return at;
      }
    }
    return -1;
  }

  /** The value in {@code slot}. */
  int value(int slot) {
    return values[slot];
  }

  private int slot(int hash) {
    return (hash ^ hash >>> 15) & mask;
  }
}
