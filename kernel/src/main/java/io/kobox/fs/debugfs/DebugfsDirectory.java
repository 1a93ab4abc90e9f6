package io.kobox.fs.debugfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileOperations;
import io.kobox.fs.KernelDirectory;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.ErrnoException;
import java.util.Collections;
import java.util.List;

/** A directory of debugfs (fs/debugfs/inode.c). */
public final class DebugfsDirectory extends KernelDirectory {
  private static final int PERMISSIONS = 0755;

  DebugfsDirectory(SuperBlock superBlock, int permissions) {
    super(superBlock, permissions);
  }

  /** debugfs_create_dir; EEXIST. */
  public DebugfsDirectory createDirectory(String name) throws ErrnoException {
    DebugfsDirectory directory = new DebugfsDirectory(superBlock(), PERMISSIONS);
    add(name, directory);
    return directory;
  }

  /** debugfs_create_file; EEXIST. */
  public void createFile(String name, int mode, FileOperations operations) throws ErrnoException {
    add(name, new DebugfsFile(superBlock(), mode & 0777, operations));
  }

  /** debugfs_create_symlink; EEXIST. */
  public void createSymlink(String name, String target) throws ErrnoException {
    add(name, new DebugfsLink(superBlock(), target));
  }

  /** debugfs_remove: the entry and all below it; false if there is none of that name. */
  public boolean remove(String name) {
    return removeEntry(name);
  }

  /** debugfs_rename within a directory; ENOENT, EEXIST. */
  public void rename(String oldName, String newName) throws ErrnoException {
    renameEntry(oldName, newName);
  }

  /** The newest first (dcache_readdir). */
  @Override
  protected void sort(List<Dentry> entries) {
    Collections.reverse(entries);
  }
}
