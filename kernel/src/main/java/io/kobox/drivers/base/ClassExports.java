package io.kobox.drivers.base;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.entry.Guest;
import io.kobox.lib.kobject.Kobjects;
import io.kobox.syscalls.Errno;

/** drivers/base/class.c. */
public final class ClassExports {
  private final Guest guest;
  private final Classes classes;
  private final Kobjects kobjects;

  public ClassExports(Guest guest, Classes classes, Kobjects kobjects) {
    this.guest = guest;
    this.classes = classes;
    this.kobjects = kobjects;
  }

  /**
   * struct class *__class_create(struct module *owner, const char *name, struct lock_class_key
   * *key).
   */
  @KernelExport
  long __class_create(long owner, long name, long key) {
    return classes.create(owner, name);
  }

  /** int __class_register(struct class *cls, struct lock_class_key *key). */
  @KernelExport
  int __class_register(long type, long key) {
    return classes.register(type);
  }

  /** struct class *class_create(const char *name); since 6.4 modules own their classes no more. */
  @KernelExport
  long class_create(long name) {
    return classes.create(0, name);
  }

  /** int class_register(const struct class *cls). */
  @KernelExport
  int class_register(long type) {
    return classes.register(type);
  }

  /** void class_unregister(struct class *cls). */
  @KernelExport
  void class_unregister(long type) {
    classes.unregister(type);
  }

  /** void class_destroy(struct class *cls). */
  @KernelExport
  void class_destroy(long type) {
    if (type != 0 && !Guest.isError(type)) {
      classes.unregister(type);
    }
  }

  /**
   * int class_create_file_ns(struct class *cls, const struct class_attribute *attr, const void
   * *ns).
   */
  @KernelExport(level = Level.PARTIAL, note = "namespaces are not kept apart")
  int class_create_file_ns(long type, long attribute, long namespace) {
    return type == 0
        ? -Errno.EINVAL.number()
        : kobjects.groups().createFile(classes.kobject(type), attribute);
  }

  /**
   * void class_remove_file_ns(struct class *cls, const struct class_attribute *attr, const void
   * *ns).
   */
  @KernelExport(level = Level.PARTIAL, note = "namespaces are not kept apart")
  void class_remove_file_ns(long type, long attribute, long namespace) {
    if (type != 0) {
      kobjects.groups().removeFile(classes.kobject(type), attribute);
    }
  }

  /**
   * ssize_t show_class_attr_string(struct class *class, struct class_attribute *attr, char *buf).
   */
  @KernelExport
  long show_class_attr_string(long type, long attribute, long buffer) {
    String text = guest.string(guest.at("class_attribute_string", attribute).get("str")) + "\n";
    guest.memory().putString(buffer, text);
    return text.length();
  }
}
