package io.kobox.fs.chrdev;

import io.kobox.fs.FileOperations;
import io.kobox.fs.ModuleRequests;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Character device numbers: regions with a name, for /proc/devices, and drivers for numbers, for
 * open (fs/char_dev.c: chrdevs and cdev_map).
 */
public final class CharDevices {
  /** CHRDEV_MAJOR_MAX. */
  private static final int MAJOR_MAX = 512;

  private static final int DYNAMIC_FIRST = 254;
  private static final int DYNAMIC_LAST = 234;
  private static final int EXTENDED_FIRST = 511;
  private static final int EXTENDED_LAST = 384;
  private static final int MINOR_BITS = 20;
  private static final int MINOR_MASK = (1 << MINOR_BITS) - 1;

  /** CHRDEV_MAJOR_HASH_SIZE. */
  private static final int HASH_SIZE = 255;

  private static final int NAME_MAX = 63;

  private record Region(int major, int firstMinor, int count, String name) {
    int lastMinor() {
      return firstMinor + count - 1;
    }
  }

  private record Driver(int major, int firstMinor, int count, FileOperations operations) {
    boolean drives(int aMajor, int minor) {
      return major == aMajor && minor >= firstMinor && minor - firstMinor < count;
    }
  }

  private final List<Region> regions = new ArrayList<>();
  private final List<Driver> drivers = new ArrayList<>();
  private ModuleRequests requests = ModuleRequests.NONE;

  /**
   * __register_chrdev_region: takes {@code count} minors from {@code firstMinor}; a major of 0 asks
   * for a free one. The result is the major. EBUSY, EINVAL.
   */
  public int registerRegion(int major, int firstMinor, int count, String name)
      throws ErrnoException {
    int taken = major == 0 ? findDynamicMajor() : major;
    if (taken < 0 || taken >= MAJOR_MAX) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (count < 0 || firstMinor < 0 || count > MINOR_MASK + 1 - firstMinor) {
      throw new ErrnoException(Errno.EINVAL);
    }
    for (Region region : regions) {
      boolean apart =
          region.major() != taken
              || firstMinor > region.lastMinor()
              || firstMinor + count - 1 < region.firstMinor();
      if (!apart) {
        throw new ErrnoException(Errno.EBUSY);
      }
    }
    String kept = name.substring(0, Math.min(name.length(), NAME_MAX));
    regions.add(new Region(taken, firstMinor, count, kept));
    regions.sort(Comparator.comparingInt(Region::major).thenComparingInt(Region::firstMinor));
    return taken;
  }

  /** find_dynamic_major: downwards from 254, then from 511. */
  private int findDynamicMajor() throws ErrnoException {
    for (int major = DYNAMIC_FIRST; major >= DYNAMIC_LAST; major--) {
      if (isSlotFree(major)) {
        return major;
      }
    }
    for (int major = EXTENDED_FIRST; major >= EXTENDED_LAST; major--) {
      if (isFree(major)) {
        return major;
      }
    }
    throw new ErrnoException(Errno.EBUSY);
  }

  /** The first range looks at the hash table's slots, which higher majors share. */
  private boolean isSlotFree(int slot) {
    return regions.stream().noneMatch(region -> region.major() % HASH_SIZE == slot);
  }

  private boolean isFree(int major) {
    return regions.stream().noneMatch(region -> region.major() == major);
  }

  /** unregister_chrdev_region; what is not registered is no matter. */
  public void unregisterRegion(int major, int firstMinor, int count) {
    regions.removeIf(
        region ->
            region.major() == major
                && region.firstMinor() == firstMinor
                && region.count() == count);
  }

  /** cdev_add: {@code operations} drive these numbers from now on; the newest of two goes first. */
  public void add(int major, int firstMinor, int count, FileOperations operations) {
    drivers.addFirst(new Driver(major, firstMinor, count, operations));
  }

  /** cdev_del. */
  public void remove(FileOperations operations) {
    drivers.removeIf(driver -> driver.operations().equals(operations));
  }

  /** The driver of a number: the one with the smallest range (kobj_lookup); null if none. */
  public @Nullable FileOperations find(int major, int minor) {
    return drivers.stream()
        .filter(driver -> driver.drives(major, minor))
        .min(Comparator.comparingInt(Driver::count))
        .map(Driver::operations)
        .orElse(null);
  }

  /** Whom to ask for drivers that are not there. */
  public void setModuleRequests(ModuleRequests newRequests) {
    requests = newRequests;
  }

  /** {@link #find}; a driver that is not there is asked for by its numbers (base_probe). */
  @Nullable FileOperations lookup(int major, int minor) {
    FileOperations found = find(major, minor);
    if (found != null) {
      return found;
    }
    if (requests.request("char-major-" + major + "-" + minor) > 0) {
      requests.request("char-major-" + major);
    }
    return find(major, minor);
  }

  /** The first half of /proc/devices (chrdev_show). */
  public String procText() {
    StringBuilder text = new StringBuilder("Character devices:\n");
    for (Region region : regions) {
      String major = Integer.toString(region.major());
      text.append(" ".repeat(Math.max(0, 3 - major.length()))).append(major);
      text.append(' ').append(region.name()).append('\n');
    }
    return text.toString();
  }
}
