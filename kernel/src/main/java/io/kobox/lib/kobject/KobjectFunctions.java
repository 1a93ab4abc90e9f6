package io.kobox.lib.kobject;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;

/** The static functions of lib/kobject.c, which modules reach by pointer only. */
public final class KobjectFunctions {
  static final String DYNAMIC_RELEASE = "dynamic_kobj_release";
  static final String KSET_RELEASE = "kset_release";
  static final String SHOW = "kobj_attr_show";
  static final String STORE = "kobj_attr_store";

  private final Guest guest;

  public KobjectFunctions(Guest guest) {
    this.guest = guest;
  }

  /** static void dynamic_kobj_release(struct kobject *kobj). */
  @KernelExport
  void dynamic_kobj_release(long kobj) {
    guest.free(kobj);
  }

  /** static void kset_release(struct kobject *kobj). */
  @KernelExport
  void kset_release(long kobj) {
    guest.free(kobj - guest.structs().type("kset").offset("kobj"));
  }

  /** The struct kobj_attribute whose first member is {@code attr}. */
  private Struct attribute(long attr) {
    return guest.at("kobj_attribute", attr - guest.structs().type("kobj_attribute").offset("attr"));
  }

  /** static ssize_t kobj_attr_show(struct kobject *kobj, struct attribute *attr, char *buf). */
  @KernelExport
  long kobj_attr_show(long kobj, long attr, long buffer) {
    Struct attribute = attribute(attr);
    long show = attribute.get("show");
    return show == 0 ? -Errno.EIO.number() : guest.call(show, kobj, attribute.address(), buffer);
  }

  /**
   * static ssize_t kobj_attr_store(struct kobject *kobj, struct attribute *attr, const char *buf,
   * size_t count).
   */
  @KernelExport
  long kobj_attr_store(long kobj, long attr, long buffer, long count) {
    Struct attribute = attribute(attr);
    long store = attribute.get("store");
    return store == 0
        ? -Errno.EIO.number()
        : guest.call(store, kobj, attribute.address(), buffer, count);
  }
}
