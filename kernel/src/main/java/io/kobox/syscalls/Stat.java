package io.kobox.syscalls;

/**
 * What stat tells of a file. {@code dev} and {@code rdev} are in the kernel's huge encoding of
 * userland: {@link #major(long)}, {@link #minor(long)}; times are nanoseconds since 1970.
 */
public record Stat(
    long dev,
    long ino,
    int mode,
    long nlink,
    int uid,
    int gid,
    long rdev,
    long size,
    int blksize,
    long blocks,
    long atime,
    long mtime,
    long ctime) {

  /** glibc's makedev. */
  public static long makedev(int major, int minor) {
    return ((long) (major & 0xfffff000) << 32)
        | ((long) (major & 0xfff) << 8)
        | ((long) (minor & 0xffffff00) << 12)
        | (minor & 0xff);
  }

  public static int major(long dev) {
    return (int) ((dev >>> 32) & 0xfffff000) | (int) ((dev >>> 8) & 0xfff);
  }

  public static int minor(long dev) {
    return (int) ((dev >>> 12) & 0xffffff00) | (int) (dev & 0xff);
  }
}
