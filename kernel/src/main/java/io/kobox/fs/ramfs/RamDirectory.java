package io.kobox.fs.ramfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.DirectoryOperations;
import io.kobox.fs.Inode;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A directory: children in memory, and under them those of a lower layer that were not changed
 * (mm/shmem.c: shmem_dir_inode_operations; with a lower layer much as fs/overlayfs).
 */
public final class RamDirectory extends RamInode {
  private static final int NAME_MAX = 255;

  /** BOGO_DIRENT_SIZE: what an entry adds to the size. */
  private static final int ENTRY_SIZE = 20;

  private final Map<String, Dentry> children = new LinkedHashMap<>();
  private final @Nullable LowerDirectory lower;
  private final Map<String, Dentry> lowerDirectories = new HashMap<>();
  private final Set<String> whiteouts = new HashSet<>();

  /** A directory of its own. */
  public RamDirectory(RamSuperBlock superBlock, int mode) {
    this(superBlock, mode, null);
  }

  /** A directory of its own over a lower one. */
  public RamDirectory(RamSuperBlock superBlock, int mode, @Nullable LowerDirectory lower) {
    super(superBlock, FileMode.S_IFDIR | mode);
    this.lower = lower;
  }

  /** A directory of the lower layer, with its number there. */
  public RamDirectory(
      RamSuperBlock superBlock, long number, Attributes attributes, LowerDirectory lower) {
    super(superBlock, number, attributes.mode());
    adopt(attributes);
    this.lower = lower;
  }

  @Override
  public long size() {
    return (long) ENTRY_SIZE * (2 + children.size());
  }

  /* Finding */

  @Override
  public @Nullable Dentry lookup(Dentry directory, String name) throws ErrnoException {
    if (name.length() > NAME_MAX) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    Dentry child = children.get(name);
    return child != null || lower == null ? child : lookupLower(directory, name);
  }

  @Override
  public @Nullable Dentry lookupForCreation(Dentry directory, String name) throws ErrnoException {
    boolean hidden = lower != null && !lower.isListed() && !children.containsKey(name);
    return hidden && name.length() <= NAME_MAX ? null : lookup(directory, name);
  }

  private @Nullable Dentry lookupLower(Dentry directory, String name) {
    if (lower == null || whiteouts.contains(name)) {
      return null;
    }
    Dentry known = lowerDirectories.get(name);
    RamInode found = lower.find(ramSuperBlock(), name);
    if (known != null && found instanceof RamDirectory) {
      return known;
    }
    lowerDirectories.remove(name);
    if (found == null) {
      return null;
    }
    Dentry dentry = new Dentry(directory, name, found);
    if (found instanceof RamDirectory) {
      lowerDirectories.put(name, dentry);
    }
    found.setCopyUp(() -> children.putIfAbsent(name, dentry));
    return dentry;
  }

  /** The newest first, as d_subdirs are; then the lower layer's. */
  @Override
  public List<DirectoryEntry> children(Dentry directory) throws ErrnoException {
    List<DirectoryEntry> entries = new ArrayList<>();
    for (Dentry child : new ArrayList<>(children.values()).reversed()) {
      entries.add(DirectoryOperations.entry(child, child.name()));
    }
    if (lower != null && lower.isListed()) {
      for (DirectoryEntry entry : lower.entries()) {
        if (!children.containsKey(entry.name()) && !whiteouts.contains(entry.name())) {
          entries.add(entry);
        }
      }
    }
    return entries;
  }

  private boolean isEmpty(Dentry directory) throws ErrnoException {
    return children.isEmpty() && children(directory).isEmpty();
  }

  /* Making */

  @Override
  public Dentry create(Dentry directory, String name, int mode) throws ErrnoException {
    return add(directory, name, new RamFile(reserved(), mode));
  }

  @Override
  public void mkdir(Dentry directory, String name, int mode) throws ErrnoException {
    add(directory, name, new RamDirectory(reserved(), mode));
    addLinks(1);
  }

  /** For who builds the tree: a directory over a lower one. */
  public Dentry mkdirOver(Dentry directory, String name, int mode, LowerDirectory over)
      throws ErrnoException {
    Dentry made = add(directory, name, new RamDirectory(reserved(), mode, over));
    addLinks(1);
    return made;
  }

  @Override
  public void mknod(Dentry directory, String name, int mode, long dev) throws ErrnoException {
    add(directory, name, new RamSpecial(reserved(), mode, dev));
  }

  @Override
  public void symlink(Dentry directory, String name, String target) throws ErrnoException {
    add(directory, name, new RamSymlink(reserved(), target));
  }

  @Override
  public void link(Inode target, Dentry directory, String name) throws ErrnoException {
    reserved();
    if (target instanceof RamInode inode) {
      inode.beforeChange();
    }
    target.addLinks(1);
    target.touchChanged();
    add(directory, name, target);
  }

  private RamSuperBlock reserved() throws ErrnoException {
    ramSuperBlock().takeInode();
    return ramSuperBlock();
  }

  private Dentry add(Dentry directory, String name, Inode inode) {
    Dentry dentry = new Dentry(directory, name, inode);
    beforeChange();
    children.put(name, dentry);
    touchModified();
    return dentry;
  }

  /* Removing */

  @Override
  public void unlink(Dentry directory, Dentry victim) throws ErrnoException {
    remove(victim.name());
    forget(victim);
  }

  @Override
  public void rmdir(Dentry directory, Dentry victim) throws ErrnoException {
    requireEmpty(victim);
    remove(victim.name());
    addLinks(-1);
    forget(victim);
  }

  private static void requireEmpty(Dentry victim) throws ErrnoException {
    if (victim.inode() instanceof RamDirectory inode && !inode.isEmpty(victim)) {
      throw new ErrnoException(Errno.ENOTEMPTY);
    }
  }

  /** Takes the name out; the lower layer's file of that name stays hidden from now on. */
  private void remove(String name) {
    beforeChange();
    children.remove(name);
    lowerDirectories.remove(name);
    if (lower != null) {
      whiteouts.add(name);
    }
    touchModified();
  }

  /** The name is gone; so is the inode if it was the last. */
  private void forget(Dentry victim) {
    victim.unlink();
    Inode inode = victim.inode();
    inode.addLinks(inode.isDirectory() ? -inode.linkCount() : -1);
    inode.touchChanged();
    ramSuperBlock().giveInode();
    if (inode instanceof RamFile file) {
      file.freeIfUnused();
    }
  }

  @Override
  public void rename(Dentry moved, Dentry newDirectory, String newName, @Nullable Dentry replaced)
      throws ErrnoException {
    if (newName.length() > NAME_MAX) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    RamDirectory target = (RamDirectory) newDirectory.inode();
    boolean directory = moved.inode().isDirectory();
    if (replaced != null) {
      requireEmpty(replaced);
      target.remove(newName);
      target.addLinks(directory ? -1 : 0);
      forget(replaced);
    }
    if (moved.inode() instanceof RamInode inode) {
      inode.beforeChange();
    }
    remove(moved.name());
    addLinks(directory ? -1 : 0);
    target.addLinks(directory ? 1 : 0);
    target.beforeChange();
    moved.move(newDirectory, newName);
    target.children.put(newName, moved);
    target.touchModified();
    moved.inode().touchChanged();
  }
}
