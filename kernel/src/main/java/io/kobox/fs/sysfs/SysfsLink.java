package io.kobox.fs.sysfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.Inode;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.FileMode;
import org.jspecify.annotations.Nullable;

/** A symbolic link of sysfs: the way from its directory to another entry (fs/kernfs/symlink.c). */
final class SysfsLink extends Inode {
  private final Dentry directory;
  private final Dentry target;

  SysfsLink(SuperBlock superBlock, Dentry directory, Dentry target) {
    super(superBlock, FileMode.S_IFLNK | 0777);
    this.directory = directory;
    this.target = target;
  }

  /** kernfs_get_target_path. */
  @Override
  public String readLink() {
    StringBuilder path = new StringBuilder();
    Dentry common = directory;
    while (!common.isAncestorOf(target.parent()) && !common.isRoot()) {
      path.append("../");
      common = common.parent();
    }
    path.append(below(common, target));
    if (path.length() > 0 && path.charAt(path.length() - 1) == '/') {
      path.setLength(path.length() - 1);
    }
    return path.toString();
  }

  private static String below(Dentry ancestor, @Nullable Dentry dentry) {
    StringBuilder name = new StringBuilder();
    Dentry at = dentry;
    while (at != null && at != ancestor && !at.isRoot()) {
      name.insert(0, name.isEmpty() ? at.name() : at.name() + "/");
      at = at.parent();
    }
    return name.toString();
  }
}
