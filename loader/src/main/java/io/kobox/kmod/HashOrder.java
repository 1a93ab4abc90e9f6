package io.kobox.kmod;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * The order in which kmod's hash table hands out its entries (kmod: shared/hash.c): by bucket,
 * within a bucket by name. depmod's output shows it.
 */
public final class HashOrder {
  private HashOrder() {}

  /** {@code values} in the order of a table with {@code buckets} buckets (a power of two). */
  public static <T> List<T> of(Collection<T> values, Function<T, String> key, int buckets) {
    record Slot<T>(int bucket, String key, T value) implements Comparable<Slot<T>> {
      @Override
      public int compareTo(Slot<T> other) {
        int order = Integer.compare(bucket, other.bucket);
        return order != 0 ? order : key.compareTo(other.key);
      }
    }
    List<Slot<T>> slots = new ArrayList<>(values.size());
    for (T value : values) {
      String name = key.apply(value);
      slots.add(new Slot<>(superfast(name) & (buckets - 1), name, value));
    }
    slots.sort(null);
    List<T> out = new ArrayList<>(slots.size());
    for (Slot<T> slot : slots) {
      out.add(slot.value);
    }
    return out;
  }

  /** Paul Hsieh's hash over the bytes of {@code key}, with C's signed char in the odd tail. */
  static int superfast(String key) {
    int length = key.length();
    int hash = length;
    int i = 0;
    for (int blocks = length / 4; blocks > 0; blocks--, i += 4) {
      hash += pair(key, i);
      int mixed = (pair(key, i + 2) << 11) ^ hash;
      hash = (hash << 16) ^ mixed;
      hash += hash >>> 11;
    }
    switch (length & 3) {
      case 3 -> {
        hash += pair(key, i);
        hash ^= hash << 16;
        hash ^= (byte) key.charAt(i + 2) << 18;
        hash += hash >>> 11;
      }
      case 2 -> {
        hash += pair(key, i);
        hash ^= hash << 11;
        hash += hash >>> 17;
      }
      case 1 -> {
        hash += (byte) key.charAt(i);
        hash ^= hash << 10;
        hash += hash >>> 1;
      }
      default -> {}
    }
    hash ^= hash << 3;
    hash += hash >>> 5;
    hash ^= hash << 4;
    hash += hash >>> 17;
    hash ^= hash << 25;
    hash += hash >>> 6;
    return hash;
  }

  private static int pair(String key, int i) {
    return (key.charAt(i) & 0xff) | (key.charAt(i + 1) & 0xff) << 8;
  }
}
