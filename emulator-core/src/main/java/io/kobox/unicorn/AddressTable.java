package io.kobox.unicorn;

import org.jspecify.annotations.Nullable;

/**
 * What belongs to addresses of the guest: an open-addressed hash table without boxes, as it is
 * looked at for each served call. Address 0 cannot be in it.
 */
public final class AddressTable<T> {
  private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

  /** 0: empty. */
  private long[] addresses = new long[64];

  private @Nullable Object[] values = new Object[64];
  private int used;

  /** What belongs to {@code address}, if anything does. */
  @SuppressWarnings("unchecked")
  public @Nullable T get(long address) {
    return (T) values[slotOf(address)];
  }

  /** Takes the place of what belonged to {@code address} before. */
  public void put(long address, T value) {
    int slot = slotOf(address);
    if (addresses[slot] == 0) {
      if (2 * (used + 1) > addresses.length) {
        grow();
        slot = slotOf(address);
      }
      used++;
      addresses[slot] = address;
    }
    values[slot] = value;
  }

  /** Nothing belongs to {@code address} any more; its slot is kept for it. */
  public void remove(long address) {
    values[slotOf(address)] = null;
  }

  /** The slot that holds {@code address}, or the empty one where it belongs. */
  private int slotOf(long address) {
    int mask = addresses.length - 1;
    int slot = (int) ((address * GOLDEN_RATIO) >>> 40) & mask;
    while (addresses[slot] != 0 && addresses[slot] != address) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldAddresses = addresses;
    @Nullable Object[] oldValues = values;
    addresses = new long[2 * oldAddresses.length];
    values = new Object[2 * oldAddresses.length];
    for (int i = 0; i < oldAddresses.length; i++) {
      if (oldAddresses[i] != 0) {
        int slot = slotOf(oldAddresses[i]);
        addresses[slot] = oldAddresses[i];
        values[slot] = oldValues[i];
      }
    }
  }
}
