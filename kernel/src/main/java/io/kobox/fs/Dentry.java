package io.kobox.fs;

import org.jspecify.annotations.Nullable;

/**
 * A name in a directory and the inode it stands for (struct dentry). Every file system holds its
 * own dentries; a rename moves the object, so that who stands in a renamed directory sees its new
 * name.
 */
public final class Dentry {
  private @Nullable Dentry parent;
  private String name;
  private final Inode inode;
  private boolean unlinked;

  public Dentry(@Nullable Dentry parent, String name, Inode inode) {
    this.parent = parent;
    this.name = name;
    this.inode = inode;
  }

  /** The root of a file system. */
  public static Dentry root(Inode inode) {
    return new Dentry(null, "/", inode);
  }

  /** The directory that holds it; a root is its own parent. */
  public Dentry parent() {
    return parent == null ? this : parent;
  }

  public boolean isRoot() {
    return parent == null;
  }

  public String name() {
    return name;
  }

  public Inode inode() {
    return inode;
  }

  /** Whether the name was removed while someone still holds it. */
  public boolean isUnlinked() {
    return unlinked;
  }

  /** Called by the file system when the name goes away. */
  public void unlink() {
    unlinked = true;
  }

  /** Called by the file system that renames it. */
  public void move(Dentry newParent, String newName) {
    parent = newParent;
    name = newName;
  }

  /** Whether {@code other} is this one or lies below it. */
  public boolean isAncestorOf(Dentry other) {
    for (Dentry at = other; ; at = at.parent()) {
      if (at == this) {
        return true;
      }
      if (at.isRoot()) {
        return false;
      }
    }
  }
}
