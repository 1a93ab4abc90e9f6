package io.kobox.fs.ramfs;

import io.kobox.fs.Dentry;
import io.kobox.fs.FileSystemType;
import io.kobox.syscalls.ErrnoException;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The kinds tmpfs and ramfs: each mount is a new, empty tree (mm/shmem.c, fs/ramfs/inode.c). */
public final class TmpfsType implements FileSystemType {
  /** Reads the mount options. */
  @FunctionalInterface
  private interface Parser {
    TmpfsOptions parse(String data, long defaultSize) throws ErrnoException;
  }

  private final String name;
  private final Parser parser;
  private final IntSupplier devices;
  private final LongSupplier clock;
  private final long maximumBytes;

  private TmpfsType(
      String name, Parser parser, IntSupplier devices, LongSupplier clock, long maximumBytes) {
    this.name = name;
    this.parser = parser;
    this.devices = devices;
    this.clock = clock;
    this.maximumBytes = maximumBytes;
  }

  /**
   * tmpfs.
   *
   * @param devices gives each instance its anonymous device number
   * @param maximumBytes the memory an instance may take unless its options say less
   */
  public static TmpfsType tmpfs(IntSupplier devices, LongSupplier clock, long maximumBytes) {
    return new TmpfsType("tmpfs", TmpfsOptions::ofTmpfs, devices, clock, maximumBytes);
  }

  /** ramfs; unlike Linux's it has a limit, that of the machine. */
  public static TmpfsType ramfs(IntSupplier devices, LongSupplier clock, long maximumBytes) {
    return new TmpfsType("ramfs", TmpfsOptions::ofRamfs, devices, clock, maximumBytes);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Dentry mount(String source, String data) throws ErrnoException {
    TmpfsOptions options = parser.parse(data, maximumBytes);
    long limit = Math.min(maximumBytes, options.size());
    RamSuperBlock superBlock =
        new RamSuperBlock(name, devices.getAsInt(), clock, limit, options.shown());
    return Dentry.root(new RamDirectory(superBlock, options.mode()));
  }
}
