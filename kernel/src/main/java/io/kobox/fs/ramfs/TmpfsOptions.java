package io.kobox.fs.ramfs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/**
 * The mount options of tmpfs that have an effect here: size and mode (mm/shmem.c: shmem_parse_one).
 * Others that Linux knows are taken and not shown.
 *
 * @param size bytes
 * @param shown what /proc/mounts shows of them, with a leading comma
 */
record TmpfsOptions(long size, int mode, String shown) {
  private static final String IGNORED = ",nr_blocks,nr_inodes,uid,gid,huge,mpol,inode32,inode64,";

  static TmpfsOptions parse(String data, long defaultSize, int defaultMode) throws ErrnoException {
    long size = defaultSize;
    int mode = defaultMode;
    StringBuilder shown = new StringBuilder();
    for (String option : data.split(",", -1)) {
      int equals = option.indexOf('=');
      String key = equals < 0 ? option : option.substring(0, equals);
      String value = equals < 0 ? "" : option.substring(equals + 1);
      if (key.equals("size")) {
        size = bytes(value);
        shown.append(",size=").append(size / 1024).append('k');
      } else if (key.equals("mode")) {
        mode = octal(value);
        shown.append(",mode=").append(Integer.toOctalString(mode));
      } else if (!key.isEmpty() && !IGNORED.contains("," + key + ",")) {
        throw new ErrnoException(Errno.EINVAL);
      }
    }
    return new TmpfsOptions(size, mode, shown + ",inode64");
  }

  /** memparse, rounded up to pages. */
  private static long bytes(String value) throws ErrnoException {
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
