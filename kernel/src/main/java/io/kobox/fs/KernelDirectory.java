package io.kobox.fs;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A directory whose entries the kernel makes and programs cannot: in /proc, /sys and debugfs. The
 * subclasses say how their entries are called into being and in which order they are listed.
 */
public abstract class KernelDirectory extends Inode {
  private final Map<String, Dentry> entries = new LinkedHashMap<>();
  private @Nullable Dentry self;

  protected KernelDirectory(SuperBlock superBlock, int permissions) {
    super(superBlock, FileMode.S_IFDIR | permissions);
  }

  /** Whether {@code st_nlink} counts the directories below. */
  protected boolean countsLinks() {
    return true;
  }

  @Override
  public final int linkCount() {
    return countsLinks() || super.linkCount() == 0 ? super.linkCount() : 1;
  }

  /** Its place in the tree; a root until it is added to another directory. */
  public final Dentry dentry() {
    if (self == null) {
      self = Dentry.root(this);
    }
    return self;
  }

  /** Says where it stands; what is below it stays below it. */
  protected final Dentry attach(Dentry parent, String name) {
    dentry().move(parent, name);
    return dentry();
  }

  /** Adds an entry; EEXIST when the name is taken, EINVAL for what can be no name. */
  protected final void add(String name, Inode inode) throws ErrnoException {
    if (name.isEmpty() || name.indexOf('/') >= 0 || name.equals(".") || name.equals("..")) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (entries.containsKey(name)) {
      throw new ErrnoException(Errno.EEXIST);
    }
    if (inode instanceof KernelDirectory directory) {
      entries.put(name, directory.attach(dentry(), name));
      addLinks(1);
    } else {
      entries.put(name, new Dentry(dentry(), name, inode));
    }
    touchModified();
  }

  /** Takes an entry and all below it out of the tree; false if there is none of that name. */
  protected final boolean removeEntry(String name) {
    Dentry dentry = entries.remove(name);
    if (dentry == null) {
      return false;
    }
    dentry.unlink();
    if (dentry.inode() instanceof KernelDirectory directory) {
      for (String below : List.copyOf(directory.entries.keySet())) {
        directory.removeEntry(below);
      }
      addLinks(-1);
    }
    dentry.inode().addLinks(-dentry.inode().linkCount());
    dentry.inode().removed();
    touchModified();
    return true;
  }

  /** Gives an entry another name in the same directory. */
  protected final void renameEntry(String oldName, String newName) throws ErrnoException {
    Dentry dentry = entries.get(oldName);
    if (dentry == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    if (entries.containsKey(newName)) {
      throw new ErrnoException(Errno.EEXIST);
    }
    entries.remove(oldName);
    dentry.move(dentry(), newName);
    entries.put(newName, dentry);
  }

  /** The inode of that name, or null. */
  public final @Nullable Inode find(String name) {
    Dentry dentry = entries.get(name);
    return dentry == null ? null : dentry.inode();
  }

  /** Sorts the entries, given in the order they were made, as the file system lists them. */
  protected abstract void sort(List<Dentry> inOrderOfCreation);

  @Override
  public @Nullable Dentry lookup(Dentry directory, String name) throws ErrnoException {
    return entries.get(name);
  }

  @Override
  public List<DirectoryEntry> children(Dentry directory) throws ErrnoException {
    List<Dentry> sorted = new ArrayList<>(entries.values());
    sort(sorted);
    List<DirectoryEntry> children = new ArrayList<>();
    for (Dentry dentry : sorted) {
      children.add(DirectoryOperations.entry(dentry, dentry.name()));
    }
    return children;
  }
}
