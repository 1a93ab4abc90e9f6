package io.kobox.fs.ramfs;

import io.kobox.syscalls.FileMode;

/** A symbolic link. */
public final class RamSymlink extends RamInode {
  private final String target;

  RamSymlink(RamSuperBlock superBlock, String target) {
    super(superBlock, FileMode.S_IFLNK | 0777);
    this.target = target;
  }

  /** A link of the lower layer, with its number there. */
  public RamSymlink(RamSuperBlock superBlock, long number, Attributes attributes, String target) {
    super(superBlock, number, attributes.mode());
    adopt(attributes);
    this.target = target;
  }

  @Override
  public long size() {
    return target.length();
  }

  @Override
  public String readLink() {
    return target;
  }
}
