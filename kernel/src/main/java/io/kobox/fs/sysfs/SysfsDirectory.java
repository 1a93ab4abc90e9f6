package io.kobox.fs.sysfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.KernelDirectory;
import io.kobox.fs.SuperBlock;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.Comparator;
import java.util.List;

/** The directory of a kobject or of an attribute group (fs/sysfs/dir.c). */
public final class SysfsDirectory extends KernelDirectory {
  private static final int PERMISSIONS = 0755;

  private final WaitQueue.Factory waitQueues;

  SysfsDirectory(SuperBlock superBlock, WaitQueue.Factory waitQueues, int permissions) {
    super(superBlock, permissions);
    this.waitQueues = waitQueues;
  }

  /** sysfs_create_dir_ns, and the directory of a named group; EEXIST. */
  public SysfsDirectory createDirectory(String name) throws ErrnoException {
    SysfsDirectory directory = new SysfsDirectory(superBlock(), waitQueues, PERMISSIONS);
    add(name, directory);
    return directory;
  }

  /** The directory of that name, made if there is none; EEXIST if that is another kind of entry. */
  public SysfsDirectory directory(String name) throws ErrnoException {
    return find(name) instanceof SysfsDirectory directory ? directory : createDirectory(name);
  }

  /** sysfs_create_file: an attribute of one page; {@code mode} holds the permission bits. */
  public void createFile(String name, int mode, Attribute attribute) throws ErrnoException {
    AttributeOperations operations = new AttributeOperations(waitQueues, attribute);
    int size = SysfsFileOperations.PAGE_SIZE;
    add(name, new SysfsFile(superBlock(), mode & 0777, size, operations));
  }

  /** sysfs_create_bin_file: {@code size} is what ls shows, 0 if there is no end. */
  public void createBinaryFile(String name, int mode, long size, BinaryAttribute attribute)
      throws ErrnoException {
    BinaryOperations operations = new BinaryOperations(waitQueues, attribute);
    add(name, new SysfsFile(superBlock(), mode & 0777, size, operations));
  }

  /** sysfs_create_link. */
  public void createLink(String name, SysfsDirectory target) throws ErrnoException {
    add(name, new SysfsLink(superBlock(), dentry(), target.dentry()));
  }

  /** sysfs_remove_file, _link, _group, _dir: the entry and all below it; false if none. */
  public boolean remove(String name) {
    return removeEntry(name);
  }

  /** sysfs_rename_dir, sysfs_rename_link; ENOENT, EEXIST. */
  public void rename(String oldName, String newName) throws ErrnoException {
    renameEntry(oldName, newName);
  }

  /** sysfs_notify: tells who polls the attribute. */
  public void notifyChange(String name) throws ErrnoException {
    if (!(find(name) instanceof SysfsFile file)) {
      throw new ErrnoException(Errno.ENOENT);
    }
    file.sysfsOperations().notifyChange();
  }

  /** The red-black tree of kernfs is sorted by the names' hashes. */
  @Override
  protected void sort(List<Dentry> entries) {
    entries.sort(
        Comparator.comparingInt((Dentry dentry) -> nameHash(dentry.name()))
            .thenComparing(Dentry::name));
  }

  /** kernfs_name_hash: full_name_hash without salt, without the values that readdir uses. */
  static int nameHash(String name) {
    long hash = 0;
    for (int i = 0; i < name.length(); i++) {
      long c = name.charAt(i);
      hash = (hash + (c << 4) + (c >> 4)) * 11;
    }
    int folded = (int) ((hash * 0x61C8864680B583EBL) >>> 32) & 0x7fffffff;
    if (folded < 2) {
      folded += 2;
    }
    return folded == Integer.MAX_VALUE ? Integer.MAX_VALUE - 1 : folded;
  }
}
