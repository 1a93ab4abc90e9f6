package io.kobox.fs.sysfs;

import io.kobox.fs.Dentry;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import java.util.Locale;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** The attribute files and groups of guest kobjects (fs/sysfs/file.c, fs/sysfs/group.c). */
public final class KobjectGroups {
  private static final int MODES = 0664;

  /** SYSFS_PREALLOC. */
  private static final int PREALLOC = 010000;

  private final Guest guest;
  private final LongFunction<@Nullable SysfsDirectory> directories;

  /**
   * @param directories the directory of a kobject, null if it has none
   */
  public KobjectGroups(Guest guest, LongFunction<@Nullable SysfsDirectory> directories) {
    this.guest = guest;
    this.directories = directories;
  }

  private SysfsDirectory directory(long kobj) throws ErrnoException {
    SysfsDirectory directory = directories.apply(kobj);
    if (directory == null) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return directory;
  }

  private Struct kobject(long kobj) {
    return guest.at("kobject", kobj);
  }

  /** {@code /devices/virtual/misc/x}. */
  public String path(SysfsDirectory directory) {
    StringBuilder path = new StringBuilder();
    for (Dentry at = directory.dentry(); !at.isRoot(); at = at.parent()) {
      path.insert(0, "/" + at.name());
    }
    return path.toString();
  }

  /** sysfs_warn_dup. */
  public void warnDuplicate(SysfsDirectory parent, String name) {
    guest
        .log()
        .warn("sysfs: cannot create duplicate filename '" + path(parent) + "/" + name + "'\n");
    guest.dumpStack().run();
  }

  /** sysfs_create_file_ns. */
  public int createFile(long kobj, long attribute) {
    try {
      int mode = guest.at("attribute", attribute).getInt("mode");
      addFile(directory(kobj), kobj, attribute, mode);
      return 0;
    } catch (ErrnoException e) {
      return -e.number();
    }
  }

  /** sysfs_add_file_mode_ns. */
  private void addFile(SysfsDirectory directory, long kobj, long attribute, int mode)
      throws ErrnoException {
    long ktype = kobject(kobj).get("ktype");
    if (ktype == 0 || guest.at("kobj_type", ktype).get("sysfs_ops") == 0) {
      guest
          .warning()
          .warn(
              "fs/sysfs/file.c:269 sysfs_add_file_mode_ns+0xb4/0x130",
              "\0013missing sysfs attribute operations for kobject: "
                  + guest.string(kobject(kobj).get("name"))
                  + "\n");
      throw new ErrnoException(Errno.EINVAL);
    }
    String name = attributeName(attribute);
    try {
      directory.createFile(name, mode & 0777, new KobjectAttribute(guest, kobj, attribute));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EEXIST) {
        warnDuplicate(directory, name);
      }
      throw e;
    }
  }

  String attributeName(long attribute) {
    return guest.string(guest.at("attribute", attribute).get("name"));
  }

  /** sysfs_create_bin_file. */
  public int createBinaryFile(long kobj, long attribute) {
    try {
      int mode = guest.at("bin_attribute", attribute).getInt("attr.mode");
      addBinaryFile(directory(kobj), kobj, attribute, mode);
      return 0;
    } catch (ErrnoException e) {
      return -e.number();
    }
  }

  private void addBinaryFile(SysfsDirectory directory, long kobj, long attribute, int mode)
      throws ErrnoException {
    Struct struct = guest.at("bin_attribute", attribute);
    String name = guest.string(struct.get("attr.name"));
    try {
      directory.createBinaryFile(
          name,
          mode & 0777,
          struct.get("size"),
          new KobjectBinaryAttribute(guest, kobj, attribute));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EEXIST) {
        warnDuplicate(directory, name);
      }
      throw e;
    }
  }

  /** sysfs_remove_file_ns, sysfs_remove_bin_file: what is not there is no matter. */
  void remove(long kobj, String name) {
    SysfsDirectory directory = directories.apply(kobj);
    if (directory != null) {
      directory.remove(name);
    }
  }

  /** The file of a struct attribute, or of a struct that begins with one. */
  public void removeFile(long kobj, long attribute) {
    remove(kobj, attributeName(attribute));
  }

  /** sysfs_create_groups: all of an array that NULL ends; none for NULL. */
  public int createAll(long kobj, long groups) {
    if (groups == 0) {
      return 0;
    }
    for (long at = groups; guest.memory().getLong(at) != 0; at += Long.BYTES) {
      int error = create(kobj, guest.memory().getLong(at), false);
      if (error != 0) {
        for (long done = groups; done < at; done += Long.BYTES) {
          removeGroup(kobj, guest.memory().getLong(done));
        }
        return error;
      }
    }
    return 0;
  }

  /** sysfs_remove_groups. */
  public void removeAll(long kobj, long groups) {
    if (groups == 0) {
      return;
    }
    for (long at = groups; guest.memory().getLong(at) != 0; at += Long.BYTES) {
      removeGroup(kobj, guest.memory().getLong(at));
    }
  }

  /** internal_create_group; 0 or a negative errno. */
  int create(long kobj, long group, boolean update) {
    SysfsDirectory at = kobj == 0 ? null : directories.apply(kobj);
    if (at == null) {
      if (!update) {
        guest.warning().warn("fs/sysfs/group.c:115 internal_create_group+0x27e/0x3a0", "");
      }
      return -Errno.EINVAL.number();
    }
    Struct struct = guest.at("attribute_group", group);
    String name = guest.string(struct.get("name"));
    if (struct.get("attrs") == 0 && struct.get("bin_attrs") == 0) {
      guest
          .warning()
          .warn(
              "fs/sysfs/group.c:122 internal_create_group+0x27a/0x3a0",
              String.format(
                  Locale.ROOT,
                  "sysfs: (bin_)attrs not set by subsystem for group: %s/%s\n",
                  guest.string(kobject(kobj).get("name")),
                  name));
      return -Errno.EINVAL.number();
    }
    try {
      SysfsDirectory directory = at;
      if (struct.get("name") != 0) {
        directory = update ? existing(at, kobj, name) : newDirectory(at, name);
      }
      fill(directory, kobj, struct, update, update || struct.get("name") == 0 ? null : at);
      return 0;
    } catch (ErrnoException e) {
      return -e.number();
    }
  }

  private SysfsDirectory existing(SysfsDirectory parent, long kobj, String name)
      throws ErrnoException {
    if (parent.find(name) instanceof SysfsDirectory found) {
      return found;
    }
    String owner = guest.string(kobject(kobj).get("name"));
    guest.log().warn("Can't update unknown attr grp name: " + owner + "/" + name + "\n");
    throw new ErrnoException(Errno.EINVAL);
  }

  private SysfsDirectory newDirectory(SysfsDirectory parent, String name) throws ErrnoException {
    try {
      return parent.createDirectory(name);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EEXIST) {
        warnDuplicate(parent, name);
      }
      throw e;
    }
  }

  /** create_files; {@code made}: the parent of a directory that goes when a file cannot be made. */
  private void fill(
      SysfsDirectory directory,
      long kobj,
      Struct group,
      boolean update,
      @Nullable SysfsDirectory made)
      throws ErrnoException {
    try {
      addAttributes(directory, kobj, group, update);
      addBinaryAttributes(directory, kobj, group, update);
    } catch (ErrnoException e) {
      removeFiles(directory, group);
      if (made != null) {
        made.remove(directory.dentry().name());
      }
      throw e;
    }
  }

  private void addAttributes(SysfsDirectory directory, long kobj, Struct group, boolean update)
      throws ErrnoException {
    long visible = group.get("is_visible");
    long[] attributes = pointers(group.get("attrs"));
    for (int i = 0; i < attributes.length; i++) {
      String name = attributeName(attributes[i]);
      int mode = guest.at("attribute", attributes[i]).getInt("mode");
      if (update) {
        directory.remove(name);
      }
      if (visible != 0) {
        mode = guest.callInt(visible, kobj, attributes[i], i) & 0xffff;
      }
      if (mode != 0 || visible == 0) {
        addFile(directory, kobj, attributes[i], checkedMode(name, mode));
      }
    }
  }

  private void addBinaryAttributes(
      SysfsDirectory directory, long kobj, Struct group, boolean update) throws ErrnoException {
    long visible = group.get("is_bin_visible");
    long[] attributes = pointers(group.get("bin_attrs"));
    for (int i = 0; i < attributes.length; i++) {
      Struct attribute = guest.at("bin_attribute", attributes[i]);
      String name = guest.string(attribute.get("attr.name"));
      int mode = attribute.getInt("attr.mode");
      if (update) {
        directory.remove(name);
      }
      if (visible != 0) {
        mode = guest.callInt(visible, kobj, attributes[i], i) & 0xffff;
      }
      if (mode != 0 || visible == 0) {
        addBinaryFile(directory, kobj, attributes[i], checkedMode(name, mode));
      }
    }
  }

  private int checkedMode(String name, int mode) {
    if ((mode & ~(PREALLOC | MODES)) != 0) {
      guest
          .warning()
          .warn(
              "fs/sysfs/group.c:59 internal_create_group+0x2f5/0x3a0",
              String.format(Locale.ROOT, "Attribute %s: Invalid permissions 0%o\n", name, mode));
    }
    return mode & MODES;
  }

  /** The elements of an array that NULL ends; none for NULL. */
  private long[] pointers(long array) {
    int count = 0;
    while (array != 0 && guest.memory().getLong(array + 8L * count) != 0) {
      count++;
    }
    long[] pointers = new long[count];
    for (int i = 0; i < count; i++) {
      pointers[i] = guest.memory().getLong(array + 8L * i);
    }
    return pointers;
  }

  private void removeFiles(SysfsDirectory directory, Struct group) {
    for (long attribute : pointers(group.get("attrs"))) {
      directory.remove(attributeName(attribute));
    }
    for (long attribute : pointers(group.get("bin_attrs"))) {
      directory.remove(guest.string(guest.at("bin_attribute", attribute).get("attr.name")));
    }
  }

  /** sysfs_remove_group. */
  void removeGroup(long kobj, long group) {
    SysfsDirectory at = directories.apply(kobj);
    if (at == null) {
      return;
    }
    Struct struct = guest.at("attribute_group", group);
    if (struct.get("name") == 0) {
      removeFiles(at, struct);
      return;
    }
    String name = guest.string(struct.get("name"));
    if (!at.remove(name)) {
      guest
          .warning()
          .warn(
              "fs/sysfs/group.c:278 sysfs_remove_group+0x71/0x80",
              String.format(
                  Locale.ROOT,
                  "\0014sysfs group '%s' not found for kobject '%s'\n",
                  name,
                  guest.string(kobject(kobj).get("name"))));
    }
  }

  /** sysfs_merge_group, sysfs_add_file_to_group: into the directory of a named group. */
  int addToGroup(long kobj, String group, long... attributes) {
    SysfsDirectory at = directories.apply(kobj);
    if (at == null || (!group.isEmpty() && !(at.find(group) instanceof SysfsDirectory))) {
      return -Errno.ENOENT.number();
    }
    SysfsDirectory directory =
        !group.isEmpty() && at.find(group) instanceof SysfsDirectory below ? below : at;
    int done = 0;
    try {
      for (; done < attributes.length; done++) {
        int mode = guest.at("attribute", attributes[done]).getInt("mode");
        addFile(directory, kobj, attributes[done], mode);
      }
      return 0;
    } catch (ErrnoException e) {
      for (int i = 0; i < done; i++) {
        directory.remove(attributeName(attributes[i]));
      }
      return -e.number();
    }
  }

  /** sysfs_merge_group. */
  int merge(long kobj, long group) {
    Struct struct = guest.at("attribute_group", group);
    return addToGroup(kobj, guest.string(struct.get("name")), pointers(struct.get("attrs")));
  }

  /** sysfs_unmerge_group, sysfs_remove_file_from_group. */
  void removeFromGroup(long kobj, String group, long... attributes) {
    SysfsDirectory at = directories.apply(kobj);
    if (at == null) {
      return;
    }
    SysfsDirectory directory =
        group.isEmpty() ? at : at.find(group) instanceof SysfsDirectory below ? below : null;
    if (directory != null) {
      for (long attribute : attributes) {
        directory.remove(attributeName(attribute));
      }
    }
  }

  /** sysfs_unmerge_group. */
  void unmerge(long kobj, long group) {
    Struct struct = guest.at("attribute_group", group);
    removeFromGroup(kobj, guest.string(struct.get("name")), pointers(struct.get("attrs")));
  }

  /** sysfs_create_link: {@code from} NULL is the root of /sys and not supported. */
  public int link(long from, long target, String name, boolean warn) {
    SysfsDirectory directory = directories.apply(from);
    SysfsDirectory to = directories.apply(target);
    if (directory == null) {
      return -Errno.EINVAL.number();
    }
    if (to == null) {
      return -Errno.ENOENT.number();
    }
    try {
      directory.createLink(name, to);
      return 0;
    } catch (ErrnoException e) {
      if (warn && e.errno() == Errno.EEXIST) {
        warnDuplicate(directory, name);
      }
      return -e.number();
    }
  }

  /** sysfs_notify: NULL names are empty here. */
  void notify(long kobj, String below, String attribute) {
    SysfsDirectory directory = directories.apply(kobj);
    if (directory != null && !below.isEmpty()) {
      directory = directory.find(below) instanceof SysfsDirectory found ? found : null;
    }
    if (directory != null && directory.find(attribute) instanceof SysfsFile file) {
      file.sysfsOperations().notifyChange();
    }
  }

  /** sysfs_chmod_file. */
  int changeMode(long kobj, long attribute, int mode) {
    SysfsDirectory directory = directories.apply(kobj);
    if (directory == null
        || !(directory.find(attributeName(attribute)) instanceof SysfsFile file)) {
      return -Errno.ENOENT.number();
    }
    try {
      file.changeMode(mode);
      return 0;
    } catch (ErrnoException e) {
      return -e.number();
    }
  }
}
