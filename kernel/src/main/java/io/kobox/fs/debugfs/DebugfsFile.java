package io.kobox.fs.debugfs;

import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.FileMode;

/** A file of debugfs. */
final class DebugfsFile extends Inode {
  private final DebugfsOperations operations;

  DebugfsFile(SuperBlock superBlock, int permissions, FileOperations operations) {
    super(superBlock, FileMode.S_IFREG | permissions);
    this.operations = new DebugfsOperations(operations);
  }

  @Override
  public FileOperations operations() {
    return operations;
  }

  @Override
  protected void removed() {
    operations.removed();
  }
}
