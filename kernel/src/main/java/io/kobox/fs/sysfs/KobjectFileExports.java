package io.kobox.fs.sysfs;

import io.kobox.export.KernelExport;
import io.kobox.export.Level;
import io.kobox.kernel.entry.Guest;

/** The files, groups and links of kobjects (fs/sysfs/file.c, group.c, symlink.c). */
public final class KobjectFileExports {
  private final Guest guest;
  private final KobjectGroups groups;

  public KobjectFileExports(Guest guest, KobjectGroups groups) {
    this.guest = guest;
    this.groups = groups;
  }

  /**
   * int sysfs_create_file_ns(struct kobject *kobj, const struct attribute *attr, const void *ns).
   */
  @KernelExport(level = Level.PARTIAL, note = "namespaces are not kept apart")
  int sysfs_create_file_ns(long kobj, long attribute, long namespace) {
    return groups.createFile(kobj, attribute);
  }

  /**
   * void sysfs_remove_file_ns(struct kobject *kobj, const struct attribute *attr, const void *ns).
   */
  @KernelExport(level = Level.PARTIAL, note = "namespaces are not kept apart")
  void sysfs_remove_file_ns(long kobj, long attribute, long namespace) {
    groups.remove(kobj, groups.attributeName(attribute));
  }

  /** int sysfs_create_files(struct kobject *kobj, const struct attribute * const *ptr). */
  @KernelExport
  int sysfs_create_files(long kobj, long array) {
    for (long at = array; guest.memory().getLong(at) != 0; at += Long.BYTES) {
      int error = groups.createFile(kobj, guest.memory().getLong(at));
      if (error != 0) {
        for (long done = array; done < at; done += Long.BYTES) {
          sysfs_remove_file_ns(kobj, guest.memory().getLong(done), 0);
        }
        return error;
      }
    }
    return 0;
  }

  /** void sysfs_remove_files(struct kobject *kobj, const struct attribute * const *ptr). */
  @KernelExport
  void sysfs_remove_files(long kobj, long array) {
    for (long at = array; guest.memory().getLong(at) != 0; at += Long.BYTES) {
      sysfs_remove_file_ns(kobj, guest.memory().getLong(at), 0);
    }
  }

  /** bool sysfs_remove_file_self(struct kobject *kobj, const struct attribute *attr). */
  @KernelExport
  boolean sysfs_remove_file_self(long kobj, long attribute) {
    groups.remove(kobj, groups.attributeName(attribute));
    return true;
  }

  /** int sysfs_chmod_file(struct kobject *kobj, const struct attribute *attr, umode_t mode). */
  @KernelExport
  int sysfs_chmod_file(long kobj, long attribute, short mode) {
    return groups.changeMode(kobj, attribute, mode);
  }

  /**
   * int sysfs_add_file_to_group(struct kobject *kobj, const struct attribute *attr, const char
   * *group).
   */
  @KernelExport
  int sysfs_add_file_to_group(long kobj, long attribute, long group) {
    return groups.addToGroup(kobj, guest.string(group), attribute);
  }

  /**
   * void sysfs_remove_file_from_group(struct kobject *kobj, const struct attribute *attr, const
   * char *group).
   */
  @KernelExport
  void sysfs_remove_file_from_group(long kobj, long attribute, long group) {
    groups.removeFromGroup(kobj, guest.string(group), attribute);
  }

  /** int sysfs_create_bin_file(struct kobject *kobj, const struct bin_attribute *attr). */
  @KernelExport(level = Level.PARTIAL, note = "the methods get no struct file; no mmap")
  int sysfs_create_bin_file(long kobj, long attribute) {
    return groups.createBinaryFile(kobj, attribute);
  }

  /** void sysfs_remove_bin_file(struct kobject *kobj, const struct bin_attribute *attr). */
  @KernelExport
  void sysfs_remove_bin_file(long kobj, long attribute) {
    groups.remove(kobj, guest.string(guest.at("bin_attribute", attribute).get("attr.name")));
  }

  /** int sysfs_create_group(struct kobject *kobj, const struct attribute_group *grp). */
  @KernelExport
  int sysfs_create_group(long kobj, long group) {
    return groups.create(kobj, group, false);
  }

  /** int sysfs_update_group(struct kobject *kobj, const struct attribute_group *grp). */
  @KernelExport
  int sysfs_update_group(long kobj, long group) {
    return groups.create(kobj, group, true);
  }

  /** int sysfs_create_groups(struct kobject *kobj, const struct attribute_group **groups). */
  @KernelExport
  int sysfs_create_groups(long kobj, long array) {
    return groups.createAll(kobj, array);
  }

  /** void sysfs_remove_group(struct kobject *kobj, const struct attribute_group *grp). */
  @KernelExport
  void sysfs_remove_group(long kobj, long group) {
    groups.removeGroup(kobj, group);
  }

  /** void sysfs_remove_groups(struct kobject *kobj, const struct attribute_group **groups). */
  @KernelExport
  void sysfs_remove_groups(long kobj, long array) {
    groups.removeAll(kobj, array);
  }

  /** int sysfs_merge_group(struct kobject *kobj, const struct attribute_group *grp). */
  @KernelExport
  int sysfs_merge_group(long kobj, long group) {
    return groups.merge(kobj, group);
  }

  /** void sysfs_unmerge_group(struct kobject *kobj, const struct attribute_group *grp). */
  @KernelExport
  void sysfs_unmerge_group(long kobj, long group) {
    groups.unmerge(kobj, group);
  }

  /** int sysfs_create_link(struct kobject *kobj, struct kobject *target, const char *name). */
  @KernelExport(level = Level.PARTIAL, note = "no links in the root of /sys")
  int sysfs_create_link(long kobj, long target, String name) {
    return groups.link(kobj, target, name, true);
  }

  /**
   * int sysfs_create_link_nowarn(struct kobject *kobj, struct kobject *target, const char *name).
   */
  @KernelExport(level = Level.PARTIAL, note = "no links in the root of /sys")
  int sysfs_create_link_nowarn(long kobj, long target, String name) {
    return groups.link(kobj, target, name, false);
  }

  /** void sysfs_remove_link(struct kobject *kobj, const char *name). */
  @KernelExport
  void sysfs_remove_link(long kobj, String name) {
    groups.remove(kobj, name);
  }

  /** void sysfs_notify(struct kobject *kobj, const char *dir, const char *attr). */
  @KernelExport
  void sysfs_notify(long kobj, long directory, long attribute) {
    groups.notify(kobj, guest.string(directory), guest.string(attribute));
  }
}
