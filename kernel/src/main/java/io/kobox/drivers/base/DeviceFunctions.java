package io.kobox.drivers.base;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;

/** The static functions of drivers/base/core.c and class.c that structs of the kernel name. */
public final class DeviceFunctions {
  static final String DEVICE_RELEASE = "device_release";
  static final String DEVICE_SHOW = "dev_attr_show";
  static final String DEVICE_STORE = "dev_attr_store";
  static final String DEVICE_CREATE_RELEASE = "device_create_release";
  static final String UEVENT_FILTER = "dev_uevent_filter";
  static final String UEVENT_NAME = "dev_uevent_name";
  static final String UEVENT = "dev_uevent";
  static final String CLASS_RELEASE = "class_release";
  static final String CLASS_SHOW = "class_attr_show";
  static final String CLASS_STORE = "class_attr_store";
  static final String CLASS_CREATE_RELEASE = "class_create_release";

  private final Guest guest;
  private final Devices devices;
  private final Classes classes;

  public DeviceFunctions(Guest guest, Devices devices, Classes classes) {
    this.guest = guest;
    this.devices = devices;
    this.classes = classes;
  }

  private long deviceOf(long kobj) {
    return kobj - guest.structs().type("device").offset("kobj");
  }

  /** static void device_release(struct kobject *kobj). */
  @KernelExport
  void device_release(long kobj) {
    devices.release(kobj);
  }

  /** static void device_create_release(struct device *dev). */
  @KernelExport
  void device_create_release(long dev) {
    guest.free(dev);
  }

  /** static ssize_t dev_attr_show(struct kobject *kobj, struct attribute *attr, char *buf). */
  @KernelExport
  long dev_attr_show(long kobj, long attr, long buffer) {
    Struct attribute = guest.at("device_attribute", attr);
    long show = attribute.get("show");
    return show == 0 ? -Errno.EIO.number() : guest.call(show, deviceOf(kobj), attr, buffer);
  }

  /**
   * static ssize_t dev_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
   * size_t count).
   */
  @KernelExport
  long dev_attr_store(long kobj, long attr, long buffer, long count) {
    Struct attribute = guest.at("device_attribute", attr);
    long store = attribute.get("store");
    return store == 0
        ? -Errno.EIO.number()
        : guest.call(store, deviceOf(kobj), attr, buffer, count);
  }

  /** static int dev_uevent_filter(struct kobject *kobj). */
  @KernelExport
  boolean dev_uevent_filter(long kobj) {
    if (guest.at("kobject", kobj).get("ktype") != devices.deviceType()) {
      return false;
    }
    Struct device = guest.at("device", deviceOf(kobj));
    return device.get("bus") != 0 || device.get("class") != 0;
  }

  /** static const char *dev_uevent_name(struct kobject *kobj). */
  @KernelExport
  long dev_uevent_name(long kobj) {
    Struct device = guest.at("device", deviceOf(kobj));
    if (device.get("bus") != 0) {
      return guest.at("bus_type", device.get("bus")).get("name");
    }
    return device.get("class") == 0 ? 0 : guest.at("class", device.get("class")).get("name");
  }

  /** static int dev_uevent(struct kobject *kobj, struct kobj_uevent_env *env). */
  @KernelExport
  int dev_uevent(long kobj, long env) {
    return devices.addVariables(deviceOf(kobj), env);
  }

  /** static void class_release(struct kobject *kobj). */
  @KernelExport
  void class_release(long kobj) {
    classes.release(kobj);
  }

  /** static void class_create_release(struct class *cls). */
  @KernelExport
  void class_create_release(long type) {
    guest.free(type);
  }

  /** static ssize_t class_attr_show(struct kobject *kobj, struct attribute *attr, char *buf). */
  @KernelExport
  long class_attr_show(long kobj, long attr, long buffer) {
    long show = guest.at("class_attribute", attr).get("show");
    long type = classes.of(kobj).address();
    return show == 0 ? -Errno.EIO.number() : guest.call(show, type, attr, buffer);
  }

  /**
   * static ssize_t class_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
   * size_t count).
   */
  @KernelExport
  long class_attr_store(long kobj, long attr, long buffer, long count) {
    long store = guest.at("class_attribute", attr).get("store");
    long type = classes.of(kobj).address();
    return store == 0 ? -Errno.EIO.number() : guest.call(store, type, attr, buffer, count);
  }
}
