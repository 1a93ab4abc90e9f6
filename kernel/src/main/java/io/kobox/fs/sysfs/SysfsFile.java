package io.kobox.fs.sysfs;

import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.FileMode;

/** A file of sysfs (struct kernfs_node of a file). */
final class SysfsFile extends Inode {
  private final long size;
  private final SysfsFileOperations operations;

  SysfsFile(SuperBlock superBlock, int permissions, long size, SysfsFileOperations operations) {
    super(superBlock, FileMode.S_IFREG | permissions);
    this.size = size;
    this.operations = operations;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public FileOperations operations() {
    return operations;
  }

  SysfsFileOperations sysfsOperations() {
    return operations;
  }

  @Override
  protected void removed() {
    operations.deactivate();
  }
}
