package io.kobox.fs.debugfs;

import io.kobox.fs.Inode;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.FileMode;

/** A symbolic link of debugfs. */
final class DebugfsLink extends Inode {
  private final String target;

  DebugfsLink(SuperBlock superBlock, String target) {
    super(superBlock, FileMode.S_IFLNK | 0777);
    this.target = target;
  }

  @Override
  public String readLink() {
    return target;
  }
}
