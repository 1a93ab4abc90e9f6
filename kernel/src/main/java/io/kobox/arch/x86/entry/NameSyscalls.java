package io.kobox.arch.x86.entry;

import static io.kobox.arch.x86.entry.FileSyscalls.done;

import io.kobox.kernel.process.ProcessCalls;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.types.Struct;
import java.nio.charset.StandardCharsets;

/** Names of files and what they are of (fs/namei.c, fs/stat.c, fs/open.c, fs/d_path.c). */
final class NameSyscalls {
  private static final int AT_FDCWD = OpenFlags.AT_FDCWD;
  private static final long SECOND = 1_000_000_000L;
  private static final long UTIME_NOW = (1L << 30) - 1;
  private static final long UTIME_OMIT = (1L << 30) - 2;
  private static final int STATX_BASIC_STATS = 0x7ff;

  private final ProcessCalls calls;
  private final UserSpace space;

  NameSyscalls(ProcessCalls calls, UserSpace space) {
    this.calls = calls;
    this.space = space;
  }

  void addTo(SyscallTable table) {
    int noFollow = OpenFlags.AT_SYMLINK_NOFOLLOW;
    table.add(4, a -> stat(a[1], calls.newfstatat(AT_FDCWD, space.path(a[0]), 0)));
    table.add(5, a -> stat(a[1], calls.fstat((int) a[0])));
    table.add(6, a -> stat(a[1], calls.newfstatat(AT_FDCWD, space.path(a[0]), noFollow)));
    table.add(21, a -> done(() -> calls.faccessat(AT_FDCWD, space.path(a[0]), (int) a[1])));
    table.add(76, this::truncate);
    table.add(79, this::getcwd);
    table.add(80, a -> done(() -> calls.chdir(space.path(a[0]))));
    table.add(81, this::fchdir);
    table.add(82, a -> rename(AT_FDCWD, a[0], AT_FDCWD, a[1]));
    table.add(83, a -> done(() -> calls.mkdirat(AT_FDCWD, space.path(a[0]), (int) a[1])));
    table.add(84, a -> unlink(AT_FDCWD, a[0], OpenFlags.AT_REMOVEDIR));
    table.add(86, a -> link(AT_FDCWD, a[0], AT_FDCWD, a[1], 0));
    table.add(87, a -> unlink(AT_FDCWD, a[0], 0));
    table.add(88, a -> symlink(a[0], AT_FDCWD, a[1]));
    table.add(89, a -> readlink(AT_FDCWD, a[0], a[1], (int) a[2]));
    table.add(90, a -> done(() -> calls.fchmodat(AT_FDCWD, space.path(a[0]), (int) a[1])));
    table.add(91, a -> done(() -> calls.fchmodat(AT_FDCWD, ofDescriptor(a[0]), (int) a[1])));
    table.add(92, a -> chown(AT_FDCWD, space.path(a[0]), a[1], a[2], 0));
    table.add(93, a -> chown(AT_FDCWD, ofDescriptor(a[0]), a[1], a[2], 0));
    table.add(94, a -> chown(AT_FDCWD, space.path(a[0]), a[1], a[2], noFollow));
    table.add(95, a -> calls.umask((int) a[0]));
    table.add(133, a -> mknod(AT_FDCWD, a[0], a[1], a[2]));
    table.add(258, a -> done(() -> calls.mkdirat((int) a[0], space.path(a[1]), (int) a[2])));
    table.add(259, a -> mknod((int) a[0], a[1], a[2], a[3]));
    table.add(260, a -> chown((int) a[0], space.path(a[1]), a[2], a[3], (int) a[4]));
    table.add(262, this::newfstatat);
    table.add(263, a -> unlink((int) a[0], a[1], (int) a[2]));
    table.add(264, a -> rename((int) a[0], a[1], (int) a[2], a[3]));
    table.add(265, a -> link((int) a[0], a[1], (int) a[2], a[3], (int) a[4]));
    table.add(266, a -> symlink(a[0], (int) a[1], a[2]));
    table.add(267, a -> readlink((int) a[0], a[1], a[2], (int) a[3]));
    table.add(268, a -> done(() -> calls.fchmodat((int) a[0], space.path(a[1]), (int) a[2])));
    table.add(269, a -> done(() -> calls.faccessat((int) a[0], space.path(a[1]), (int) a[2])));
    table.add(280, this::utimensat);
    table.add(316, this::renameat2);
    table.add(332, this::statx);
    table.add(439, a -> done(() -> calls.faccessat((int) a[0], space.path(a[1]), (int) a[2])));
  }

  /** The name that an open file has under /proc. */
  private String ofDescriptor(long fd) throws ErrnoException {
    calls.fstat((int) fd);
    return "/proc/self/fd/" + (int) fd;
  }

  private long truncate(long[] a) throws ErrnoException {
    int fd = calls.openat(AT_FDCWD, space.path(a[0]), OpenFlags.O_WRONLY, 0);
    try {
      calls.ftruncate(fd, a[1]);
      return 0;
    } finally {
      calls.close(fd);
    }
  }

  private long getcwd(long[] a) throws ErrnoException {
    byte[] name = (calls.getcwd() + "\0").getBytes(StandardCharsets.ISO_8859_1);
    if (name.length > a[1]) {
      throw new ErrnoException(Errno.ERANGE);
    }
    space.write(a[0], name, name.length);
    return name.length;
  }

  private long fchdir(long[] a) throws ErrnoException {
    calls.chdir(ofDescriptor(a[0]));
    return 0;
  }

  private long rename(int oldDirectory, long oldPath, int newDirectory, long newPath)
      throws ErrnoException {
    calls.renameat(oldDirectory, space.path(oldPath), newDirectory, space.path(newPath));
    return 0;
  }

  private long renameat2(long[] a) throws ErrnoException {
    if (a[4] != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return rename((int) a[0], a[1], (int) a[2], a[3]);
  }

  private long unlink(int directory, long path, int flags) throws ErrnoException {
    calls.unlinkat(directory, space.path(path), flags);
    return 0;
  }

  private long link(int oldDirectory, long oldPath, int newDirectory, long newPath, int flags)
      throws ErrnoException {
    calls.linkat(oldDirectory, space.path(oldPath), newDirectory, space.path(newPath), flags);
    return 0;
  }

  private long symlink(long target, int directory, long path) throws ErrnoException {
    calls.symlinkat(space.path(target), directory, space.path(path));
    return 0;
  }

  private long readlink(int directory, long path, long buffer, int size) throws ErrnoException {
    if (size <= 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    byte[] target =
        calls.readlinkat(directory, space.path(path)).getBytes(StandardCharsets.ISO_8859_1);
    int length = Math.min(target.length, size);
    space.write(buffer, target, length);
    return length;
  }

  private long chown(int directory, String path, long uid, long gid, int flags)
      throws ErrnoException {
    calls.fchownat(directory, path, (int) uid, (int) gid, flags);
    return 0;
  }

  private long mknod(int directory, long path, long mode, long device) throws ErrnoException {
    calls.mknodat(directory, space.path(path), (int) mode, Integer.toUnsignedLong((int) device));
    return 0;
  }

  private long newfstatat(long[] a) throws ErrnoException {
    return stat(a[2], status((int) a[0], space.path(a[1]), (int) a[3]));
  }

  private Stat status(int directory, String path, int flags) throws ErrnoException {
    boolean empty = path.isEmpty() && (flags & OpenFlags.AT_EMPTY_PATH) != 0;
    return empty && directory != AT_FDCWD
        ? calls.fstat(directory)
        : calls.newfstatat(directory, empty ? "." : path, flags & OpenFlags.AT_SYMLINK_NOFOLLOW);
  }

  /** cp_new_stat. */
  private long stat(long address, Stat stat) throws ErrnoException {
    Struct struct = space.cleared("stat", address);
    struct.set("st_dev", stat.dev());
    struct.set("st_ino", stat.ino());
    struct.set("st_nlink", stat.nlink());
    struct.set("st_mode", stat.mode());
    struct.set("st_uid", stat.uid());
    struct.set("st_gid", stat.gid());
    struct.set("st_rdev", stat.rdev());
    struct.set("st_size", stat.size());
    struct.set("st_blksize", stat.blksize());
    struct.set("st_blocks", stat.blocks());
    time(struct, "st_atime", "st_atime_nsec", stat.atime());
    time(struct, "st_mtime", "st_mtime_nsec", stat.mtime());
    time(struct, "st_ctime", "st_ctime_nsec", stat.ctime());
    return 0;
  }

  private static void time(Struct struct, String seconds, String rest, long nanoseconds) {
    struct.set(seconds, Math.floorDiv(nanoseconds, SECOND));
    struct.set(rest, Math.floorMod(nanoseconds, SECOND));
  }

  private long statx(long[] a) throws ErrnoException {
    Stat stat = status((int) a[0], space.path(a[1]), (int) a[2]);
    Struct struct = space.cleared("statx", a[4]);
    struct.set("stx_mask", STATX_BASIC_STATS);
    struct.set("stx_blksize", stat.blksize());
    struct.set("stx_nlink", stat.nlink());
    struct.set("stx_uid", stat.uid());
    struct.set("stx_gid", stat.gid());
    struct.set("stx_mode", stat.mode());
    struct.set("stx_ino", stat.ino());
    struct.set("stx_size", stat.size());
    struct.set("stx_blocks", stat.blocks());
    struct.set("stx_dev_major", Stat.major(stat.dev()));
    struct.set("stx_dev_minor", Stat.minor(stat.dev()));
    struct.set("stx_rdev_major", Stat.major(stat.rdev()));
    struct.set("stx_rdev_minor", Stat.minor(stat.rdev()));
    time(struct, "stx_atime.tv_sec", "stx_atime.tv_nsec", stat.atime());
    time(struct, "stx_mtime.tv_sec", "stx_mtime.tv_nsec", stat.mtime());
    time(struct, "stx_ctime.tv_sec", "stx_ctime.tv_nsec", stat.ctime());
    return 0;
  }

  /** Without times: now. */
  private long utimensat(long[] a) throws ErrnoException {
    String path = a[1] == 0 ? ofDescriptor(a[0]) : space.path(a[1]);
    int directory = a[1] == 0 ? AT_FDCWD : (int) a[0];
    Stat before = calls.newfstatat(directory, path, 0);
    long now = calls.clockGettime(0);
    long atime = a[2] == 0 ? now : time(a[2], now, before.atime());
    long mtime = a[2] == 0 ? now : time(a[2] + space.size("timespec64"), now, before.mtime());
    calls.utimensat(directory, path, atime, mtime, (int) a[3]);
    return 0;
  }

  private long time(long address, long now, long old) throws ErrnoException {
    Struct time = space.struct("timespec64", address);
    long nanoseconds = time.get("tv_nsec");
    if (nanoseconds == UTIME_NOW || nanoseconds == UTIME_OMIT) {
      return nanoseconds == UTIME_NOW ? now : old;
    }
    if (nanoseconds < 0 || nanoseconds >= SECOND) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return time.get("tv_sec") * SECOND + nanoseconds;
  }
}
