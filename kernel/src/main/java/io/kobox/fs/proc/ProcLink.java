package io.kobox.fs.proc;

import io.kobox.fs.Inode;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.FileMode;
import java.util.function.Supplier;

/** A symbolic link of /proc; its target may depend on who asks (/proc/self). */
public final class ProcLink extends Inode {
  private final Supplier<String> target;
  private final int size;

  /** {@code size} is what ls shows: 0 for links whose target depends. */
  public ProcLink(SuperBlock superBlock, Supplier<String> target, int size) {
    super(superBlock, FileMode.S_IFLNK | 0777);
    this.target = target;
    this.size = size;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public String readLink() {
    return target.get();
  }
}
