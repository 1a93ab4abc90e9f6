package io.kobox.fs.chrdev;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.Guest;
import io.kobox.lib.kobject.Kobjects;

/** The static functions of fs/char_dev.c that the types of a cdev's kobject name. */
public final class CharDevFunctions {
  static final String DEFAULT_RELEASE = "cdev_default_release";
  static final String DYNAMIC_RELEASE = "cdev_dynamic_release";

  private final Guest guest;
  private final Kobjects kobjects;

  public CharDevFunctions(Guest guest, Kobjects kobjects) {
    this.guest = guest;
    this.kobjects = kobjects;
  }

  /** static void cdev_default_release(struct kobject *kobj). */
  @KernelExport
  void cdev_default_release(long kobj) {
    kobjects.put(guest.at("kobject", kobj).get("parent"));
  }

  /** static void cdev_dynamic_release(struct kobject *kobj). */
  @KernelExport
  void cdev_dynamic_release(long kobj) {
    long parent = guest.at("kobject", kobj).get("parent");
    guest.free(kobj - guest.structs().type("cdev").offset("kobj"));
    kobjects.put(parent);
  }
}
