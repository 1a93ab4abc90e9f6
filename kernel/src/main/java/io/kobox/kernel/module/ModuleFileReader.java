package io.kobox.kernel.module;

import io.kobox.fs.ArrayBuffer;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import java.io.ByteArrayOutputStream;

/** Reads a whole open file into the kernel (fs/kernel_read_file.c). */
final class ModuleFileReader {
  private ModuleFileReader() {}

  static byte[] read(OpenFile file, int chunk, int limit) throws ErrnoException {
    if (!file.isReadable()) {
      throw new ErrnoException(Errno.EBADF);
    }
    if (!FileMode.isRegular(file.inode().mode()) || file.inode().size() <= 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (file.inode().size() > limit) {
      throw new ErrnoException(Errno.EFBIG);
    }
    ByteArrayOutputStream contents = new ByteArrayOutputStream((int) file.inode().size());
    byte[] buffer = new byte[chunk];
    ArrayBuffer target = new ArrayBuffer(buffer, 0, chunk);
    Position position = new Position(0);
    while (true) {
      int count = file.operations().read(file, target, position);
      if (count == 0) {
        return contents.toByteArray();
      }
      contents.write(buffer, 0, count);
    }
  }
}
