package io.kobox.fs.proc;

import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.FileMode;

/** A regular file of /proc (struct proc_dir_entry with proc_ops). */
public final class ProcFile extends Inode {
  private final ProcOperations operations;
  private long size;

  ProcFile(SuperBlock superBlock, int permissions, FileOperations operations) {
    super(superBlock, FileMode.S_IFREG | permissions);
    this.operations = new ProcOperations(operations);
  }

  /** proc_set_size. */
  public void setSize(long newSize) {
    size = newSize;
  }

  @Override
  public long size() {
    return size;
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
