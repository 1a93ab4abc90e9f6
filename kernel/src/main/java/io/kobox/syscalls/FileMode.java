package io.kobox.syscalls;

/** The bits of {@code st_mode} (include/uapi/linux/stat.h). */
public final class FileMode {
  public static final int S_IFMT = 0170000;
  public static final int S_IFSOCK = 0140000;
  public static final int S_IFLNK = 0120000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFBLK = 0060000;
  public static final int S_IFDIR = 0040000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFIFO = 0010000;
  public static final int S_ISUID = 04000;
  public static final int S_ISGID = 02000;
  public static final int S_ISVTX = 01000;

  private FileMode() {}

  public static boolean isDirectory(int mode) {
    return (mode & S_IFMT) == S_IFDIR;
  }

  public static boolean isSymbolicLink(int mode) {
    return (mode & S_IFMT) == S_IFLNK;
  }

  public static boolean isRegular(int mode) {
    return (mode & S_IFMT) == S_IFREG;
  }

  public static boolean isCharacterDevice(int mode) {
    return (mode & S_IFMT) == S_IFCHR;
  }

  public static boolean isBlockDevice(int mode) {
    return (mode & S_IFMT) == S_IFBLK;
  }
}
