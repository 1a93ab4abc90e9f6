package io.kobox.fs.proc;

import io.kobox.fs.Inode;
import io.kobox.fs.Path;
import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.FileMode;

/** A link to an object, whatever its name is: /proc/PID/fd/N, cwd (proc_pid_link). */
public final class ProcObjectLink extends Inode {
  private static final int LINK_SIZE = 64;

  private final Path target;

  /** {@code permissions}: for a descriptor what it may do, as l-wx------. */
  public ProcObjectLink(SuperBlock superBlock, int permissions, Path target) {
    super(superBlock, FileMode.S_IFLNK | permissions);
    this.target = target;
  }

  @Override
  public long size() {
    return LINK_SIZE;
  }

  @Override
  public Path magicLink() {
    return target;
  }
}
