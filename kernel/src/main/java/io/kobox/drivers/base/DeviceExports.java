package io.kobox.drivers.base;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.VarArgs;
import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.lib.kobject.Kobjects;
import io.kobox.syscalls.Errno;
import java.util.List;

/** drivers/base/core.c. Devices here have no bus: that is the image kernel's. */
public final class DeviceExports {
  private static final int NAME_LIMIT = 4096;

  private final Guest guest;
  private final Devices devices;
  private final Kobjects kobjects;

  public DeviceExports(Guest guest, Devices devices, Kobjects kobjects) {
    this.guest = guest;
    this.devices = devices;
    this.kobjects = kobjects;
  }

  private String name(String format, VarArgs arguments) {
    return guest.vsprintf().format(NAME_LIMIT, format, arguments);
  }

  /** void device_initialize(struct device *dev). */
  @KernelExport(level = Level.PARTIAL, note = "no power management, no device links")
  void device_initialize(long dev) {
    devices.initialize(dev);
  }

  /** int dev_set_name(struct device *dev, const char *fmt, ...). */
  @KernelExport
  int dev_set_name(long dev, String format, VarArgs arguments) {
    return devices.setName(dev, name(format, arguments));
  }

  /** int device_add(struct device *dev). */
  @KernelExport(level = Level.PARTIAL, note = "no buses: the device stays without a driver")
  int device_add(long dev) {
    return dev == 0 ? -Errno.EINVAL.number() : devices.add(dev);
  }

  /** int device_register(struct device *dev). */
  @KernelExport(level = Level.PARTIAL, note = "no buses: the device stays without a driver")
  int device_register(long dev) {
    devices.initialize(dev);
    return devices.add(dev);
  }

  /** void device_del(struct device *dev). */
  @KernelExport(level = Level.PARTIAL, note = "no managed resources to release")
  void device_del(long dev) {
    devices.delete(dev);
  }

  /** void device_unregister(struct device *dev). */
  @KernelExport(level = Level.PARTIAL, note = "no managed resources to release")
  void device_unregister(long dev) {
    devices.unregister(dev);
  }

  /** struct device *get_device(struct device *dev). */
  @KernelExport
  @KernelFunction({}) // it ends with a jump to kobject_get
  long get_device(long dev) {
    if (dev != 0) {
      kobjects.get(devices.kobject(dev));
    }
    return dev;
  }

  /** void put_device(struct device *dev). */
  @KernelExport
  void put_device(long dev) {
    devices.put(dev);
  }

  /**
   * struct device *device_create(struct class *class, struct device *parent, dev_t devt, void
   * *drvdata, const char *fmt, ...).
   */
  @KernelExport
  long device_create(
      long type, long parent, int number, long data, String format, VarArgs arguments) {
    return devices.create(type, parent, number, data, 0, name(format, arguments));
  }

  /**
   * struct device *device_create_with_groups(struct class *class, struct device *parent, dev_t
   * devt, void *drvdata, const struct attribute_group **groups, const char *fmt, ...).
   */
  @KernelExport
  long device_create_with_groups(
      long type,
      long parent,
      int number,
      long data,
      long groups,
      String format,
      VarArgs arguments) {
    return devices.create(type, parent, number, data, groups, name(format, arguments));
  }

  /** void device_destroy(struct class *class, dev_t devt). */
  @KernelExport
  void device_destroy(long type, int number) {
    long dev = devices.find(type, each -> devices.device(each).getInt("devt") == number);
    if (dev != 0) {
      devices.unregister(dev);
    }
  }

  /** int device_rename(struct device *dev, const char *new_name). */
  @KernelExport(level = Level.STUB, note = "names do not change: EPERM")
  int device_rename(long dev, String name) {
    return -Errno.EPERM.number();
  }

  /** int device_create_file(struct device *dev, const struct device_attribute *attr). */
  @KernelExport
  int device_create_file(long dev, long attribute) {
    return dev == 0 ? 0 : kobjects.groups().createFile(devices.kobject(dev), attribute);
  }

  /** void device_remove_file(struct device *dev, const struct device_attribute *attr). */
  @KernelExport
  void device_remove_file(long dev, long attribute) {
    if (dev != 0) {
      kobjects.groups().removeFile(devices.kobject(dev), attribute);
    }
  }

  /** int device_create_bin_file(struct device *dev, const struct bin_attribute *attr). */
  @KernelExport(level = Level.PARTIAL, note = "the methods get no struct file; no mmap")
  int device_create_bin_file(long dev, long attribute) {
    return dev == 0
        ? -Errno.EINVAL.number()
        : kobjects.groups().createBinaryFile(devices.kobject(dev), attribute);
  }

  /** void device_remove_bin_file(struct device *dev, const struct bin_attribute *attr). */
  @KernelExport
  void device_remove_bin_file(long dev, long attribute) {
    if (dev != 0) {
      kobjects.groups().removeFile(devices.kobject(dev), attribute);
    }
  }

  /** int device_add_groups(struct device *dev, const struct attribute_group **groups). */
  @KernelExport
  int device_add_groups(long dev, long groups) {
    return kobjects.groups().createAll(devices.kobject(dev), groups);
  }

  /** void device_remove_groups(struct device *dev, const struct attribute_group **groups). */
  @KernelExport
  void device_remove_groups(long dev, long groups) {
    kobjects.groups().removeAll(devices.kobject(dev), groups);
  }

  /**
   * int device_for_each_child(struct device *parent, void *data, int (*fn)(struct device *dev, void
   * *data)).
   */
  @KernelExport
  int device_for_each_child(long parent, long data, long function) {
    for (long dev : devices.all()) {
      if (devices.device(dev).get("parent") == parent) {
        int result = guest.callInt(function, dev, data);
        if (result != 0) {
          return result;
        }
      }
    }
    return 0;
  }

  /**
   * struct device *device_find_child(struct device *parent, void *data, int (*match)(struct device
   * *dev, void *data)).
   */
  @KernelExport
  long device_find_child(long parent, long data, long match) {
    for (long dev : devices.all()) {
      if (devices.device(dev).get("parent") == parent && guest.callInt(match, dev, data) != 0) {
        return get_device(dev);
      }
    }
    return 0;
  }

  /** bool device_match_name(struct device *dev, const void *name). */
  @KernelExport
  boolean device_match_name(long dev, String name) {
    return devices.name(dev).equals(name);
  }

  /** bool device_match_devt(struct device *dev, const void *pdevt). */
  @KernelExport
  boolean device_match_devt(long dev, long number) {
    return devices.device(dev).getInt("devt") == guest.memory().getInt(number);
  }

  /**
   * struct device *class_find_device(struct class *class, struct device *start, const void *data,
   * int (*match)(struct device *, const void *)).
   */
  @KernelExport
  long class_find_device(long type, long start, long data, long match) {
    List<Long> all = devices.all();
    for (long dev : all.subList(start == 0 ? 0 : all.indexOf(start) + 1, all.size())) {
      if (devices.device(dev).get("class") == type && guest.callInt(match, dev, data) != 0) {
        return get_device(dev);
      }
    }
    return 0;
  }

  /**
   * int class_for_each_device(struct class *class, struct device *start, void *data, int
   * (*fn)(struct device *, void *)).
   */
  @KernelExport
  int class_for_each_device(long type, long start, long data, long function) {
    List<Long> all = devices.all();
    for (long dev : all.subList(start == 0 ? 0 : all.indexOf(start) + 1, all.size())) {
      if (devices.device(dev).get("class") == type) {
        int result = guest.callInt(function, dev, data);
        if (result != 0) {
          return result;
        }
      }
    }
    return 0;
  }
}
