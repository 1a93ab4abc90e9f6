package io.kobox.lib.kobject;

import io.kobox.export.KernelData;
import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.export.VarArgs;
import io.kobox.fs.sysfs.SysfsDirectory;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import org.jspecify.annotations.Nullable;

/** lib/kobject.c, lib/kobject_uevent.c and the kobjects that have no other home. */
public final class KobjectExports {
  private static final int NAME_LIMIT = 4096;
  private static final int EINVAL = -Errno.EINVAL.number();

  private final Guest guest;
  private final Kobjects kobjects;
  private final Uevents uevents;
  private final SysfsDirectory sysfs;

  /**
   * @param sysfs the root of /sys
   */
  public KobjectExports(Guest guest, Kobjects kobjects, Uevents uevents, SysfsDirectory sysfs) {
    this.guest = guest;
    this.kobjects = kobjects;
    this.uevents = uevents;
    this.sysfs = sysfs;
  }

  private String name(String format, VarArgs arguments) {
    return guest.vsprintf().format(NAME_LIMIT, format, arguments);
  }

  /** A NULL format keeps the name that was set before. */
  private @Nullable String nameOrKept(long format, VarArgs arguments) {
    return format == 0 ? null : name(guest.string(format), arguments);
  }

  /** int kobject_set_name(struct kobject *kobj, const char *fmt, ...). */
  @KernelExport
  int kobject_set_name(long kobj, String format, VarArgs arguments) {
    return kobjects.setName(kobj, name(format, arguments));
  }

  /** void kobject_init(struct kobject *kobj, const struct kobj_type *ktype). */
  @KernelExport
  void kobject_init(long kobj, long ktype) {
    kobjects.init(kobj, ktype);
  }

  /** int kobject_add(struct kobject *kobj, struct kobject *parent, const char *fmt, ...). */
  @KernelExport
  int kobject_add(long kobj, long parent, long format, VarArgs arguments) {
    return kobjects.add(kobj, parent, nameOrKept(format, arguments));
  }

  /**
   * int kobject_init_and_add(struct kobject *kobj, const struct kobj_type *ktype, struct kobject
   * *parent, const char *fmt, ...).
   */
  @KernelExport
  int kobject_init_and_add(long kobj, long ktype, long parent, long format, VarArgs arguments) {
    kobjects.init(kobj, ktype);
    return kobjects.add(kobj, parent, nameOrKept(format, arguments));
  }

  /** struct kobject *kobject_create_and_add(const char *name, struct kobject *parent). */
  @KernelExport
  long kobject_create_and_add(String name, long parent) {
    return kobjects.createAndAdd(name, parent);
  }

  /** int kobject_rename(struct kobject *kobj, const char *new_name). */
  @KernelExport
  int kobject_rename(long kobj, String name) {
    return kobj == 0 ? EINVAL : kobjects.rename(kobj, name);
  }

  /** void kobject_del(struct kobject *kobj). */
  @KernelExport
  void kobject_del(long kobj) {
    kobjects.delete(kobj);
  }

  /** struct kobject *kobject_get(struct kobject *kobj). */
  @KernelExport
  long kobject_get(long kobj) {
    return kobjects.get(kobj);
  }

  /** struct kobject *kobject_get_unless_zero(struct kobject *kobj). */
  @KernelExport
  long kobject_get_unless_zero(long kobj) {
    boolean live = kobj != 0 && guest.at("kobject", kobj).get("kref.refcount.refs.counter") != 0;
    return live ? kobjects.get(kobj) : 0;
  }

  /** void kobject_put(struct kobject *kobj). */
  @KernelExport
  void kobject_put(long kobj) {
    kobjects.put(kobj);
  }

  /** char *kobject_get_path(const struct kobject *kobj, gfp_t gfp_mask). */
  @KernelExport
  long kobject_get_path(long kobj, int gfp) {
    String path = kobjects.path(kobj);
    return path.isEmpty() ? 0 : guest.newString(path);
  }

  /** int kset_register(struct kset *k). */
  @KernelExport
  int kset_register(long kset) {
    return kset == 0 ? EINVAL : kobjects.registerKset(kset);
  }

  /** void kset_unregister(struct kset *k). */
  @KernelExport
  void kset_unregister(long kset) {
    kobjects.unregisterKset(kset);
  }

  /**
   * struct kset *kset_create_and_add(const char *name, const struct kset_uevent_ops *uevent_ops,
   * struct kobject *parent_kobj).
   */
  @KernelExport
  long kset_create_and_add(String name, long ueventOps, long parent) {
    return kobjects.createKset(name, ueventOps, parent);
  }

  /** struct kobject *kset_find_obj(struct kset *kset, const char *name). */
  @KernelExport
  long kset_find_obj(long kset, String name) {
    long head = guest.at("kset", kset).addressOf("list");
    int entry = guest.structs().type("kobject").offset("entry");
    for (long at = guest.memory().getLong(head); at != head; at = guest.memory().getLong(at)) {
      if (kobjects.name(at - entry).equals(name)) {
        return kobjects.get(at - entry);
      }
    }
    return 0;
  }

  /** int kobject_uevent(struct kobject *kobj, enum kobject_action action). */
  @KernelExport(level = Level.PARTIAL, note = "nobody listens: the event is made and dropped")
  int kobject_uevent(long kobj, int action) {
    return uevents.send(kobj, action, 0);
  }

  /** int kobject_uevent_env(struct kobject *kobj, enum kobject_action action, char *envp_ext[]). */
  @KernelExport(level = Level.PARTIAL, note = "nobody listens: the event is made and dropped")
  int kobject_uevent_env(long kobj, int action, long environment) {
    return uevents.send(kobj, action, environment);
  }

  /** int add_uevent_var(struct kobj_uevent_env *env, const char *format, ...). */
  @KernelExport
  int add_uevent_var(long env, String format, VarArgs arguments) {
    return uevents.add(env, name(format, arguments));
  }

  @KernelData(type = "struct sysfs_ops")
  void kobj_sysfs_ops(long address) {
    Struct ops = guest.at("sysfs_ops", address);
    ops.set("show", guest.addressOf().applyAsLong(KobjectFunctions.SHOW));
    ops.set("store", guest.addressOf().applyAsLong(KobjectFunctions.STORE));
  }

  /** A pointer to the kobject of a directory, which is made if need be. */
  private void pointTo(long address, SysfsDirectory parent, String name) {
    try {
      SysfsDirectory directory =
          parent.find(name) instanceof SysfsDirectory found ? found : parent.createDirectory(name);
      guest.memory().putLong(address, kobjects.adopt(directory));
    } catch (ErrnoException e) {
      throw new IllegalStateException("/sys/" + name, e);
    }
  }

  private SysfsDirectory kernelDirectory() {
    if (sysfs.find("kernel") instanceof SysfsDirectory kernel) {
      return kernel;
    }
    throw new IllegalStateException("no /sys/kernel");
  }

  /** kernel/ksysfs.c: /sys/kernel. */
  @KernelData(type = "long unsigned int")
  void kernel_kobj(long address) {
    pointTo(address, sysfs, "kernel");
  }

  /** fs/namespace.c: /sys/fs. */
  @KernelData(type = "long unsigned int")
  void fs_kobj(long address) {
    pointTo(address, sysfs, "fs");
  }

  /** mm/mm_init.c: /sys/kernel/mm. */
  @KernelData(type = "long unsigned int")
  void mm_kobj(long address) {
    pointTo(address, kernelDirectory(), "mm");
  }

  /** drivers/base/firmware.c: /sys/firmware. */
  @KernelData(type = "long unsigned int")
  void firmware_kobj(long address) {
    pointTo(address, sysfs, "firmware");
  }

  /** drivers/base/hypervisor.c: /sys/hypervisor. */
  @KernelData(type = "long unsigned int")
  void hypervisor_kobj(long address) {
    pointTo(address, sysfs, "hypervisor");
  }

  /** kernel/power/main.c: /sys/power. */
  @KernelData(type = "long unsigned int")
  void power_kobj(long address) {
    pointTo(address, sysfs, "power");
  }
}
