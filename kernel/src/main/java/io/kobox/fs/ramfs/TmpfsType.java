package io.kobox.fs.ramfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileSystemType;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The kinds tmpfs and ramfs: each mount is a new, empty tree (mm/shmem.c, fs/ramfs/inode.c). */
public final class TmpfsType implements FileSystemType {
  private static final int PERMISSIONS = 01777;

  private final String name;
  private final IntSupplier devices;
  private final LongSupplier clock;
  private final long maximumBytes;

  /**
   * @param devices gives each instance its anonymous device number
   * @param maximumBytes the memory an instance may take unless its options say less
   */
  public TmpfsType(String name, IntSupplier devices, LongSupplier clock, long maximumBytes) {
    this.name = name;
    this.devices = devices;
    this.clock = clock;
    this.maximumBytes = maximumBytes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Dentry mount(String source, String data) throws ErrnoException {
    TmpfsOptions options = TmpfsOptions.parse(data, maximumBytes, PERMISSIONS);
    long limit = Math.min(maximumBytes, options.size());
    if (limit < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    RamSuperBlock superBlock =
        new RamSuperBlock(name, devices.getAsInt(), clock, limit, options.shown());
    return Dentry.root(new RamDirectory(superBlock, options.mode()));
  }
}
