package io.kobox.fs.chrdev;

import io.kobox.drivers.base.Devices;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.fs.driver.DriverFiles;
import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.module.Modules;
import io.kobox.lib.kobject.Kobjects;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** fs/char_dev.c. */
public final class CharDevExports {
  private static final int MINOR_BITS = 20;

  /** What overlayfs marks deleted files with. */
  private static final int WHITEOUT_DEV = 0;

  private static final int MINOR_MASK = (1 << MINOR_BITS) - 1;
  private static final int MAJOR_MAX = 512;

  private final DriverFiles files;
  private final Guest guest;
  private final CharDevices charDevices;
  private final Modules modules;
  private final Kobjects kobjects;
  private final Devices devices;

  /** What was added, by the address of its struct cdev. */
  private final Map<Long, CdevOperations> cdevs = new HashMap<>();

  /** The cdevs of __register_chrdev, by major and first minor. */
  private final Map<Integer, Long> registered = new HashMap<>();

  public CharDevExports(
      DriverFiles files,
      CharDevices charDevices,
      Modules modules,
      Kobjects kobjects,
      Devices devices) {
    this.files = files;
    this.guest = files.guest();
    this.charDevices = charDevices;
    this.modules = modules;
    this.kobjects = kobjects;
    this.devices = devices;
  }

  /** __register_chrdev_region with its messages; the major, or a negative errno. */
  private int registerRegion(int major, int firstMinor, int count, String name) {
    if (Integer.compareUnsigned(major, MAJOR_MAX) >= 0) {
      guest
          .log()
          .err(
              String.format(
                  Locale.ROOT,
                  "CHRDEV \"%s\" major requested (%s) is greater than the maximum (%d)\n",
                  name,
                  Integer.toUnsignedString(major),
                  MAJOR_MAX - 1));
      return -Errno.EINVAL.number();
    }
    if (Integer.compareUnsigned(count, MINOR_MASK + 1 - firstMinor) > 0) {
      guest
          .log()
          .err(
              String.format(
                  Locale.ROOT,
                  "CHRDEV \"%s\" minor range requested (%s-%s) is out of range of maximum range"
                      + " (%d-%d) for a single major\n",
                  name,
                  Integer.toUnsignedString(firstMinor),
                  Integer.toUnsignedString(firstMinor + count - 1),
                  0,
                  MINOR_MASK));
      return -Errno.EINVAL.number();
    }
    try {
      return charDevices.registerRegion(major, firstMinor, count, name);
    } catch (ErrnoException e) {
      if (major == 0) {
        guest.log().err("CHRDEV \"" + name + "\" dynamic allocation region is full\n");
      }
      return -e.number();
    }
  }

  /** int alloc_chrdev_region(dev_t *dev, unsigned baseminor, unsigned count, const char *name). */
  @KernelExport
  int alloc_chrdev_region(long dev, int firstMinor, int count, String name) {
    int major = registerRegion(0, firstMinor, count, name);
    if (major < 0) {
      return major;
    }
    guest.memory().putInt(dev, major << MINOR_BITS | firstMinor);
    return 0;
  }

  /** int register_chrdev_region(dev_t from, unsigned count, const char *name). */
  @KernelExport
  int register_chrdev_region(int from, int count, String name) {
    long to = Integer.toUnsignedLong(from) + Integer.toUnsignedLong(count);
    long next;
    for (long at = Integer.toUnsignedLong(from); at < to; at = next) {
      next = Math.min(((at >>> MINOR_BITS) + 1) << MINOR_BITS, to);
      int major =
          registerRegion((int) (at >>> MINOR_BITS), (int) at & MINOR_MASK, (int) (next - at), name);
      if (major < 0) {
        unregister_chrdev_region(from, (int) (at - Integer.toUnsignedLong(from)));
        return major;
      }
    }
    return 0;
  }

  /** void unregister_chrdev_region(dev_t from, unsigned count). */
  @KernelExport
  void unregister_chrdev_region(int from, int count) {
    long to = Integer.toUnsignedLong(from) + Integer.toUnsignedLong(count);
    long next;
    for (long at = Integer.toUnsignedLong(from); at < to; at = next) {
      next = Math.min(((at >>> MINOR_BITS) + 1) << MINOR_BITS, to);
      charDevices.unregisterRegion(
          (int) (at >>> MINOR_BITS), (int) at & MINOR_MASK, (int) (next - at));
    }
  }

  /**
   * int __register_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const
   * char *name, const struct file_operations *fops).
   */
  @KernelExport
  int __register_chrdev(int major, int firstMinor, int count, String name, long operations) {
    int taken = registerRegion(major, firstMinor, count, name);
    if (taken < 0) {
      return taken;
    }
    long cdev = cdev_alloc();
    if (cdev == 0) {
      charDevices.unregisterRegion(taken, firstMinor, count);
      return -Errno.ENOMEM.number();
    }
    Struct struct = guest.at("cdev", cdev);
    struct.set("owner", guest.at("file_operations", operations).get("owner"));
    struct.set("ops", operations);
    kobjects.setName(struct.addressOf("kobj"), name);
    int number = taken << MINOR_BITS | firstMinor;
    cdev_add(cdev, number, count);
    registered.put(number, cdev);
    return major == 0 ? taken : 0;
  }

  /**
   * void __unregister_chrdev(unsigned int major, unsigned int baseminor, unsigned int count, const
   * char *name).
   */
  @KernelExport
  void __unregister_chrdev(int major, int firstMinor, int count, String name) {
    charDevices.unregisterRegion(major, firstMinor, count);
    Long cdev = registered.remove(major << MINOR_BITS | firstMinor);
    if (cdev != null) {
      cdev_del(cdev);
    }
  }

  private long type(String name, String release) {
    return kobjects.type(name, release, "", "");
  }

  /** void cdev_init(struct cdev *cdev, const struct file_operations *fops). */
  @KernelExport
  void cdev_init(long cdev, long operations) {
    guest.memory().fill(cdev, guest.structs().type("cdev").size(), (byte) 0);
    Struct struct = guest.at("cdev", cdev);
    guest.lists().init(struct.addressOf("list"));
    kobjects.init(
        struct.addressOf("kobj"), type("ktype_cdev_default", CharDevFunctions.DEFAULT_RELEASE));
    struct.set("ops", operations);
  }

  /** struct cdev *cdev_alloc(void). */
  @KernelExport
  long cdev_alloc() {
    long cdev = guest.zalloc(guest.structs().type("cdev").size());
    if (cdev != 0) {
      Struct struct = guest.at("cdev", cdev);
      guest.lists().init(struct.addressOf("list"));
      kobjects.init(
          struct.addressOf("kobj"), type("ktype_cdev_dynamic", CharDevFunctions.DYNAMIC_RELEASE));
    }
    return cdev;
  }

  /** int cdev_add(struct cdev *p, dev_t dev, unsigned count). */
  @KernelExport
  int cdev_add(long cdev, int number, int count) {
    Struct struct = guest.at("cdev", cdev);
    struct.set("dev", number);
    struct.set("count", count);
    if (number == WHITEOUT_DEV) {
      guest.warning().warn("fs/char_dev.c:486 cdev_add+0x55/0x70", "");
      return -Errno.EBUSY.number();
    }
    CdevOperations operations = new CdevOperations(files, modules, kobjects, cdev);
    CdevOperations before = cdevs.put(cdev, operations);
    if (before != null) {
      charDevices.remove(before);
    }
    charDevices.add(number >>> MINOR_BITS, number & MINOR_MASK, count, operations);
    kobjects.get(struct.get("kobj.parent"));
    return 0;
  }

  /** void cdev_del(struct cdev *p). */
  @KernelExport
  void cdev_del(long cdev) {
    CdevOperations operations = cdevs.remove(cdev);
    if (operations != null) {
      charDevices.remove(operations);
    }
    kobjects.put(guest.at("cdev", cdev).addressOf("kobj"));
  }

  /** void cdev_set_parent(struct cdev *p, struct kobject *kobj). */
  @KernelExport
  void cdev_set_parent(long cdev, long kobj) {
    guest.at("cdev", cdev).set("kobj.parent", kobj);
  }

  /** int cdev_device_add(struct cdev *cdev, struct device *dev). */
  @KernelExport(level = Level.PARTIAL, note = "no buses: the device stays without a driver")
  int cdev_device_add(long cdev, long dev) {
    int number = guest.at("device", dev).getInt("devt");
    if (number != 0) {
      cdev_set_parent(cdev, guest.at("device", dev).addressOf("kobj"));
      cdev_add(cdev, number, 1);
    }
    int error = devices.add(dev);
    if (error != 0 && number != 0) {
      cdev_del(cdev);
    }
    return error;
  }

  /** void cdev_device_del(struct cdev *cdev, struct device *dev). */
  @KernelExport
  void cdev_device_del(long cdev, long dev) {
    devices.delete(dev);
    if (guest.at("device", dev).getInt("devt") != 0) {
      cdev_del(cdev);
    }
  }
}
