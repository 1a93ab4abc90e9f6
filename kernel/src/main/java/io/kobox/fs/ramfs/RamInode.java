package io.kobox.fs.ramfs;

import io.kobox.fs.Inode;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** An inode of a tree in memory. */
public abstract sealed class RamInode extends Inode
    permits RamDirectory, RamFile, RamSpecial, RamSymlink {
  private final RamSuperBlock ramSuperBlock;
  private @Nullable Runnable copyUp;

  RamInode(RamSuperBlock superBlock, int mode) {
    super(superBlock, mode);
    this.ramSuperBlock = superBlock;
  }

  RamInode(RamSuperBlock superBlock, long number, int mode) {
    super(superBlock, number, mode);
    this.ramSuperBlock = superBlock;
  }

  /** The attributes of a file of a lower layer; times are nanoseconds since 1970. */
  public record Attributes(
      int mode, int uid, int gid, int linkCount, long atime, long mtime, long ctime) {}

  /** Takes over the attributes of a lower layer's file. */
  public final void adopt(Attributes attributes) {
    int links = attributes.linkCount();
    setAttributes(attributes.mode(), attributes.uid(), attributes.gid(), links);
    setTimestamps(attributes.atime(), attributes.mtime(), attributes.ctime());
  }

  final RamSuperBlock ramSuperBlock() {
    return ramSuperBlock;
  }

  /** What makes the directory remember this inode once it differs from the lower layer's. */
  final void setCopyUp(Runnable remember) {
    copyUp = remember;
  }

  /** Called before each change. */
  final void beforeChange() {
    if (copyUp != null) {
      Runnable remember = copyUp;
      copyUp = null;
      remember.run();
    }
  }

  @Override
  public final void changeMode(int newMode) throws ErrnoException {
    beforeChange();
    super.changeMode(newMode);
  }

  @Override
  public final void changeOwner(int newUid, int newGid) throws ErrnoException {
    beforeChange();
    super.changeOwner(newUid, newGid);
  }

  @Override
  public final void changeTimes(long access, long modify) throws ErrnoException {
    beforeChange();
    super.changeTimes(access, modify);
  }
}
