package io.kobox.btf;

import java.nio.charset.StandardCharsets;

/**
 * Finds entries by name: a hash table (open addressing) from names in the string section to ints.
 * Entries of one name come back in the order they were added.
 */
final class NameIndex {
  private final byte[] strings;
  private final int[] nameOffsets;
  private final int[] values;
  private final int mask;

  /**
   * @param strings the string section
   * @param capacity how many entries will be added at most
   */
  NameIndex(byte[] strings, int capacity) {
    int size = Integer.highestOneBit(Math.max(8, capacity)) * 4;
    this.strings = strings;
    this.nameOffsets = new int[size];
    this.values = new int[size];
    this.mask = size - 1;
  }

  /** Adds {@code value} under the string at {@code nameOffset}, which is not 0. */
  void add(int nameOffset, int value) {
    int hash = 0;
    for (int i = nameOffset; strings[i] != 0; i++) {
      hash = hash * 31 + strings[i];
    }
    int slot = spread(hash);
    while (nameOffsets[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    nameOffsets[slot] = nameOffset;
    values[slot] = value;
  }

  /** The first slot to look at for {@code name}. */
  int firstSlot(String name) {
    int hash = 0;
    for (byte character : name.getBytes(StandardCharsets.ISO_8859_1)) {
      hash = hash * 31 + character;
    }
    return spread(hash);
  }

  /** The first slot from {@code slot} on that holds {@code name}, or -1. */
  int find(String name, int slot) {
    for (int at = slot & mask; nameOffsets[at] != 0; at = (at + 1) & mask) {
      if (matches(nameOffsets[at], name)) {
        return at;
      }
    }
    return -1;
  }

  /** The value in {@code slot}. */
  int value(int slot) {
    return values[slot];
  }

  private boolean matches(int offset, String name) {
    int length = name.length();
    if (offset + length >= strings.length || strings[offset + length] != 0) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if ((strings[offset + i] & 0xff) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private int spread(int hash) {
    return (hash ^ hash >>> 15) & mask;
  }
}
