package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;

/** The llseek methods that file systems and drivers choose from (fs/read_write.c). */
public final class Seek {
  public static final int SEEK_DATA = 3;
  public static final int SEEK_HOLE = 4;

  private Seek() {}

  /** generic_file_llseek_size: {@code size} is the end, {@code maximum} the last position. */
  public static long generic(OpenFile file, long offset, int whence, long maximum, long size)
      throws ErrnoException {
    return switch (whence) {
      case SystemCalls.SEEK_SET -> set(file, offset, maximum);
      case SystemCalls.SEEK_CUR ->
          offset == 0 ? file.position() : set(file, file.position() + offset, maximum);
      case SystemCalls.SEEK_END -> set(file, size + offset, maximum);
      case SEEK_DATA -> {
        checkBeforeEnd(offset, size);
        yield set(file, offset, maximum);
      }
      case SEEK_HOLE -> {
        checkBeforeEnd(offset, size);
        yield set(file, size, maximum);
      }
      default -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  /** no_seek_end_llseek and the like: for files without an end. */
  public static long withoutEnd(OpenFile file, long offset, int whence) throws ErrnoException {
    return switch (whence) {
      case SystemCalls.SEEK_SET -> set(file, offset, Long.MAX_VALUE);
      case SystemCalls.SEEK_CUR -> set(file, file.position() + offset, Long.MAX_VALUE);
      default -> throw new ErrnoException(Errno.EINVAL);
    };
  }

  /** vfs_setpos. */
  private static long set(OpenFile file, long position, long maximum) throws ErrnoException {
    if (position < 0 || position > maximum) {
      throw new ErrnoException(Errno.EINVAL);
    }
    file.setPosition(position);
    return position;
  }

  /** The whole file is data, and its end is the only hole. */
  private static void checkBeforeEnd(long offset, long size) throws ErrnoException {
    if (offset < 0 || offset >= size) {
      throw new ErrnoException(Errno.ENXIO);
    }
  }
}
