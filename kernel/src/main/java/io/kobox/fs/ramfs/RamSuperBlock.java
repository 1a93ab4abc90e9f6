package io.kobox.fs.ramfs;

import io.kobox.fs.SuperBlock;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.function.LongSupplier;

/** A tmpfs instance and the memory it may use (struct shmem_sb_info). */
public final class RamSuperBlock extends SuperBlock {
  static final int PAGE_SIZE = 4096;

  private final long maximumPages;
  private final String options;
  private long usedPages;
  private long freeInodes;

  /**
   * @param maximumBytes what all its files may hold together
   * @param options what /proc/mounts shows, with its comma; may be empty
   */
  public RamSuperBlock(
      String typeName, int device, LongSupplier clock, long maximumBytes, String options) {
    super(typeName, device, clock);
    this.maximumPages = maximumBytes / PAGE_SIZE;
    this.freeInodes = maximumPages;
    this.options = options;
  }

  /** Takes a page; ENOSPC when there is none left. */
  void takePage() throws ErrnoException {
    if (usedPages >= maximumPages) {
      throw new ErrnoException(Errno.ENOSPC);
    }
    usedPages++;
  }

  void givePages(long count) {
    usedPages -= count;
  }

  /** Each name or inode counts (shmem_reserve_inode). */
  void takeInode() throws ErrnoException {
    if (freeInodes <= 0) {
      throw new ErrnoException(Errno.ENOSPC);
    }
    freeInodes--;
  }

  void giveInode() {
    freeInodes++;
  }

  @Override
  public String mountOptions() {
    return options;
  }
}
