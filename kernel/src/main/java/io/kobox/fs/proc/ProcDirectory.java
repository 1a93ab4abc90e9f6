package io.kobox.fs.proc;

import io.kobox.fs.Dentry;
import io.kobox.fs.DirectoryOperations;
import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.KernelDirectory;
import io.kobox.fs.SeqFile;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A directory of /proc (struct proc_dir_entry of a directory, fs/proc/generic.c). */
public final class ProcDirectory extends KernelDirectory {
  private static final int DEFAULT_DIRECTORY = 0555;
  private static final int DEFAULT_FILE = 0444;

  private @Nullable DynamicEntries dynamic;

  /** {@code permissions} 0 is r-xr-xr-x. */
  public ProcDirectory(SuperBlock superBlock, int permissions) {
    super(superBlock, permissions == 0 ? DEFAULT_DIRECTORY : permissions);
  }

  /** Entries that come and go by themselves, listed after the others (/proc/PID). */
  public void setDynamic(DynamicEntries entries) {
    dynamic = entries;
  }

  /** proc_mkdir_mode; EEXIST. */
  public ProcDirectory mkdir(String name, int permissions) throws ErrnoException {
    ProcDirectory directory = new ProcDirectory(superBlock(), permissions);
    add(name, directory);
    return directory;
  }

  /**
   * proc_create: {@code permissions} 0 is r--r--r--. Without a read or write method {@code
   * operations} must answer EIO; proc has no default of its own for that. EEXIST.
   */
  public ProcFile create(String name, int permissions, FileOperations operations)
      throws ErrnoException {
    int mode = permissions == 0 ? DEFAULT_FILE : permissions;
    ProcFile file = new ProcFile(superBlock(), mode, operations);
    add(name, file);
    return file;
  }

  /** proc_create_single: a file that shows a text. */
  public ProcFile create(String name, int permissions, SeqFile.Show show) throws ErrnoException {
    return create(name, permissions, new ProcText(show));
  }

  /** proc_symlink; EEXIST. */
  public void symlink(String name, String target) throws ErrnoException {
    add(name, new ProcLink(superBlock(), () -> target, target.length()));
  }

  /** Adds an inode of any other kind. */
  public void addInode(String name, Inode inode) throws ErrnoException {
    add(name, inode);
  }

  /** proc_remove: the entry and all below it; false if there is none of that name. */
  public boolean remove(String name) {
    return removeEntry(name);
  }

  @Override
  public @Nullable Dentry lookup(Dentry directory, String name) throws ErrnoException {
    Dentry found = super.lookup(directory, name);
    if (found != null || dynamic == null) {
      return found;
    }
    Inode inode = dynamic.find(name);
    if (inode instanceof ProcDirectory below) {
      return below.attach(directory, name);
    }
    return inode == null ? null : new Dentry(directory, name, inode);
  }

  /** A missing name is an error of proc_lookup, so that nothing can be made. */
  @Override
  public @Nullable Dentry lookupForCreation(Dentry directory, String name) throws ErrnoException {
    return required(lookup(directory, name));
  }

  static Dentry required(@Nullable Dentry found) throws ErrnoException {
    if (found == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    return found;
  }

  @Override
  public List<DirectoryEntry> children(Dentry directory) throws ErrnoException {
    List<DirectoryEntry> children = new ArrayList<>(super.children(directory));
    if (dynamic != null) {
      for (String name : dynamic.names()) {
        Dentry found = lookup(directory, name);
        if (found != null) {
          children.add(DirectoryOperations.entry(found, name));
        }
      }
    }
    return children;
  }

  /** The tree of entries is sorted by length, then by bytes (proc_match). */
  @Override
  protected void sort(List<Dentry> entries) {
    entries.sort(
        Comparator.comparingInt((Dentry dentry) -> dentry.name().length())
            .thenComparing(Dentry::name));
  }
}
