package io.kobox.fs.ramfs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/**
 * The mount options of tmpfs and ramfs that have an effect here: size and mode (mm/shmem.c:
 * shmem_parse_one, shmem_show_options; fs/ramfs/inode.c). Others that tmpfs knows are taken and not
 * shown.
 *
 * @param size bytes
 * @param shown what /proc/mounts shows of them, with a leading comma
 */
record TmpfsOptions(long size, int mode, String shown) {
  private static final String IGNORED = ",nr_blocks,nr_inodes,uid,gid,huge,mpol,inode32,inode64,";
  private static final int TMPFS_MODE = 01777;
  private static final int RAMFS_MODE = 0755;

  static TmpfsOptions ofTmpfs(String data, long defaultSize) throws ErrnoException {
    long size = defaultSize;
    int mode = TMPFS_MODE;
    for (String option : data.split(",", -1)) {
      String value = value(option);
      switch (key(option)) {
        case "" -> {}
        case "size" -> size = bytes(value, defaultSize);
        case "mode" -> mode = octal(value);
        default -> requireKnown(key(option));
      }
    }
    String shownSize = size == defaultSize ? "" : ",size=" + size / 1024 + "k";
    return new TmpfsOptions(size, mode, shownSize + shownMode(mode, TMPFS_MODE) + ",inode64");
  }

  /** ramfs has no limit of its own and ignores what it does not know. */
  static TmpfsOptions ofRamfs(String data, long size) throws ErrnoException {
    int mode = RAMFS_MODE;
    for (String option : data.split(",", -1)) {
      if (key(option).equals("mode")) {
        mode = octal(value(option));
      }
    }
    return new TmpfsOptions(size, mode, shownMode(mode, RAMFS_MODE));
  }

  private static String shownMode(int mode, int usual) {
    return mode == usual ? "" : ",mode=" + Integer.toOctalString(mode);
  }

  private static String key(String option) {
    int equals = option.indexOf('=');
    return equals < 0 ? option : option.substring(0, equals);
  }

  private static String value(String option) {
    int equals = option.indexOf('=');
    return equals < 0 ? "" : option.substring(equals + 1);
  }

  private static void requireKnown(String key) throws ErrnoException {
    if (!IGNORED.contains("," + key + ",")) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  /** memparse, rounded up to pages; a percentage is of the memory, of which half is usual. */
  private static long bytes(String value, long usual) throws ErrnoException {
    if (value.endsWith("%")) {
      long percent = number(value.substring(0, value.length() - 1), 10);
      return Math.min(usual, usual / 1024 * Math.min(percent, 50) / 50 * 1024);
    }
    int digits = 0;
    while (digits < value.length() && Character.digit(value.charAt(digits), 10) >= 0) {
      digits++;
    }
    int shift =
        switch (value.substring(digits)) {
          case "" -> 0;
          case "k", "K" -> 10;
          case "m", "M" -> 20;
          case "g", "G" -> 30;
          default -> throw new ErrnoException(Errno.EINVAL);
        };
    long plain = number(value.substring(0, digits), 10);
    if (plain > Long.MAX_VALUE >> (shift + 1)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    long page = RamSuperBlock.PAGE_SIZE;
    return ((plain << shift) + page - 1) / page * page;
  }

  private static int octal(String value) throws ErrnoException {
    return (int) number(value, 8) & 07777;
  }

  private static long number(String digits, int radix) throws ErrnoException {
    try {
      return Long.parseLong(digits, radix);
    } catch (NumberFormatException e) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }
}
