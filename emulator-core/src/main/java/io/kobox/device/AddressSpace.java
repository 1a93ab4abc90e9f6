package io.kobox.device;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Addresses of memory or ports, and who answers at them; where nobody does, all bits are ones. */
public final class AddressSpace {
  private static final long ALL_ONES = -1;

  /** By their first addresses. */
  private final TreeMap<Long, Range> ranges = new TreeMap<>();

  private record Range(long first, long size, Region region) {
    boolean contains(long address) {
      return address - first < size;
    }
  }

  /**
   * Has {@code region} answer from {@code first} on.
   *
   * @throws IllegalArgumentException if a part of it is taken
   */
  public void add(long first, long size, Region region) {
    if (size <= 0 || first < 0 || first + size < 0) {
      throw new IllegalArgumentException("no range of addresses: " + first + " + " + size);
    }
    Map.Entry<Long, Range> before = ranges.lowerEntry(first + size);
    if (before != null && before.getValue().first() + before.getValue().size() > first) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the addresses from 0x%x to 0x%x are taken",
              before.getValue().first(),
              before.getValue().first() + before.getValue().size() - 1));
    }
    ranges.put(first, new Range(first, size, region));
  }

  /** Nobody answers from {@code first} on any more. */
  public void remove(long first) {
    ranges.remove(first);
  }

  private @Nullable Range find(long address) {
    Map.Entry<Long, Range> below = ranges.floorEntry(address);
    return below != null && below.getValue().contains(address) ? below.getValue() : null;
  }

  /** Whether somebody answers at {@code address}. */
  public boolean answers(long address) {
    return find(address) != null;
  }

  /** Reads {@code size} bytes, at most 8. */
  public long read(long address, int size) {
    if (size > Integer.BYTES) {
      return (read(address, Integer.BYTES) & 0xffffffffL)
          | read(address + Integer.BYTES, size - Integer.BYTES) << Integer.SIZE;
    }
    Range range = find(address);
    return (range == null ? ALL_ONES : range.region().read(address - range.first(), size))
        & mask(size);
  }

  /** Writes {@code size} bytes, at most 8. */
  public void write(long address, int size, long value) {
    if (size > Integer.BYTES) {
      write(address, Integer.BYTES, value);
      write(address + Integer.BYTES, size - Integer.BYTES, value >>> Integer.SIZE);
      return;
    }
    Range range = find(address);
    if (range != null) {
      range.region().write(address - range.first(), size, value & mask(size));
    }
  }

  private static long mask(int size) {
    return size >= Long.BYTES ? -1 : (1L << (size * Byte.SIZE)) - 1;
  }
}
