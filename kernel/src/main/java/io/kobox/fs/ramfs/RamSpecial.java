package io.kobox.fs.ramfs;

import io.kobox.fs.FileOperations;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** A device node, FIFO or socket: what opens it is not the tree's business. */
public final class RamSpecial extends RamInode {
  private final boolean lower;

  RamSpecial(RamSuperBlock superBlock, int mode, long rdev) {
    super(superBlock, mode);
    setRdev(rdev);
    lower = false;
  }

  /** A special file of the lower layer, which is shown but has nothing behind it: ENXIO. */
  public RamSpecial(RamSuperBlock superBlock, long number, Attributes attributes) {
    super(superBlock, number, attributes.mode());
    adopt(attributes);
    lower = true;
  }

  @Override
  public @Nullable FileOperations operations() throws ErrnoException {
    if (lower) {
      throw new ErrnoException(Errno.ENXIO);
    }
    return null;
  }
}
