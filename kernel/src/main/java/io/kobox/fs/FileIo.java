package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** read, write and lseek on an open file (fs/read_write.c). */
final class FileIo {
  private static final int SEEK_MAX = Seek.SEEK_HOLE;

  private FileIo() {}

  static int read(OpenFile file, UserBuffer buffer) throws ErrnoException {
    Position position = new Position(file.position());
    int count = vfsRead(file, buffer, position);
    file.setPosition(position.value());
    return count;
  }

  static int write(OpenFile file, UserBuffer buffer) throws ErrnoException {
    Position position = new Position(file.position());
    int count = vfsWrite(file, buffer, position);
    file.setPosition(position.value());
    return count;
  }

  static int pread(OpenFile file, UserBuffer buffer, long at) throws ErrnoException {
    file.checkSeekable();
    return vfsRead(file, buffer, new Position(at));
  }

  static int pwrite(OpenFile file, UserBuffer buffer, long at) throws ErrnoException {
    file.checkSeekable();
    return vfsWrite(file, buffer, new Position(at));
  }

  private static int vfsRead(OpenFile file, UserBuffer buffer, Position position)
      throws ErrnoException {
    if (!file.isReadable()) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (!file.operations().canRead(file)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (buffer instanceof VectorBuffer && buffer.length() == 0) {
      return 0;
    }
    buffer.checkAddress();
    checkArea(position.value(), buffer.length());
    return file.operations().read(file, buffer, position);
  }

  private static int vfsWrite(OpenFile file, UserBuffer buffer, Position position)
      throws ErrnoException {
    if (!file.isWritable()) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (!file.operations().canWrite(file)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (buffer instanceof VectorBuffer && buffer.length() == 0) {
      return 0;
    }
    buffer.checkAddress();
    checkArea(position.value(), buffer.length());
    return file.operations().write(file, buffer, position);
  }

  /** rw_verify_area. */
  private static void checkArea(long position, int count) throws ErrnoException {
    if (position < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (position + count < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  static long lseek(OpenFile file, long offset, int whence) throws ErrnoException {
    if (whence < 0 || whence > SEEK_MAX) {
      throw new ErrnoException(Errno.EINVAL);
    }
    file.checkSeekable();
    return file.operations().llseek(file, offset, whence);
  }
}
