package io.kobox.fs;

import org.jspecify.annotations.Nullable;

/** A file system at a place of the tree (struct mount). */
public final class Mount {
  private final String source;
  private final Dentry root;
  private @Nullable Path mountPoint;
  private boolean readOnly;
  private int users;

  /** {@code mountPoint} is null for the root of all. */
  public Mount(String source, Dentry root, @Nullable Path mountPoint, boolean readOnly) {
    this.source = source;
    this.root = root;
    this.mountPoint = mountPoint;
    this.readOnly = readOnly;
  }

  public String source() {
    return source;
  }

  public Dentry root() {
    return root;
  }

  public SuperBlock superBlock() {
    return root.inode().superBlock();
  }

  /** The directory it covers, in the mount below. */
  public @Nullable Path mountPoint() {
    return mountPoint;
  }

  public Path rootPath() {
    return new Path(this, root);
  }

  public boolean isReadOnly() {
    return readOnly;
  }

  public void setReadOnly(boolean on) {
    readOnly = on;
  }

  /** Someone works here: an open file or a working directory. */
  public void hold() {
    users++;
  }

  public void drop() {
    users--;
  }

  public boolean isBusy() {
    return users > 0;
  }

  /** umount: it has no place any more. */
  void detach() {
    mountPoint = null;
  }
}
