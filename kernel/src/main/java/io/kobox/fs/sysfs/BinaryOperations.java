package io.kobox.fs.sysfs;

import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.Arrays;

/** An open binary attribute (fs/sysfs/file.c: sysfs_bin_kfops_rw); at most a page a call. */
final class BinaryOperations extends SysfsFileOperations {
  private final BinaryAttribute attribute;

  BinaryOperations(WaitQueue.Factory waitQueues, BinaryAttribute attribute) {
    super(waitQueues);
    this.attribute = attribute;
  }

  private static final class OpenBinary extends OpenAttribute {}

  @Override
  OpenAttribute newOpenAttribute() {
    return new OpenBinary();
  }

  /** sysfs_kf_bin_read; a size of 0 is no limit. */
  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    requireActive();
    int count = limited(file, position.value(), Math.min(buffer.length(), PAGE_SIZE));
    if (count <= 0) {
      return 0;
    }
    byte[] bytes = attribute.read(position.value(), count);
    int got = Math.min(bytes.length, count);
    buffer.store(0, bytes, 0, got);
    position.advance(got);
    return got;
  }

  /** sysfs_kf_bin_write. */
  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    byte[] bytes = page(buffer);
    requireActive();
    long size = file.inode().size();
    if (size > 0 && size <= position.value()) {
      throw new ErrnoException(Errno.EFBIG);
    }
    int count = limited(file, position.value(), bytes.length);
    if (count == 0) {
      return 0;
    }
    int used = attribute.write(position.value(), Arrays.copyOf(bytes, count));
    position.advance(used);
    return used;
  }

  private static int limited(OpenFile file, long position, int count) {
    long size = file.inode().size();
    return size == 0 ? count : (int) Math.min(count, Math.max(0, size - position));
  }
}
