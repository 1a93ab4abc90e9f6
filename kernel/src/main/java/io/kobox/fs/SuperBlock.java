package io.kobox.fs;

import java.util.function.LongSupplier;

/** One file system instance (struct super_block): what its inodes share. */
public class SuperBlock {
  private static final int FIRST_INODE = 1;

  private final String typeName;
  private final int device;
  private final LongSupplier clock;
  private long nextInode = FIRST_INODE;

  /**
   * @param device the minor number of its anonymous device
   * @param clock nanoseconds since 1970 of virtual time
   */
  public SuperBlock(String typeName, int device, LongSupplier clock) {
    this.typeName = typeName;
    this.device = device;
    this.clock = clock;
  }

  public final String typeName() {
    return typeName;
  }

  /** {@code st_dev} of its files. */
  public final long device() {
    return device;
  }

  public final long now() {
    return clock.getAsLong();
  }

  public final LongSupplier clock() {
    return clock;
  }

  public final long nextInodeNumber() {
    return nextInode++;
  }

  /** What stands after {@code rw,relatime} in /proc/mounts, with its comma; often empty. */
  public String mountOptions() {
    return "";
  }
}
