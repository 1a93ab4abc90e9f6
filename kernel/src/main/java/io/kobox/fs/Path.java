package io.kobox.fs;

/** A place in the file tree: a dentry and the mount it was reached through (struct path). */
public record Path(Mount mount, Dentry dentry) {
  public Inode inode() {
    return dentry.inode();
  }
}
