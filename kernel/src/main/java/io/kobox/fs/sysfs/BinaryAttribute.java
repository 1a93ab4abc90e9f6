package io.kobox.fs.sysfs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** A binary attribute of a kobject (struct bin_attribute). */
public interface BinaryAttribute {
  /** At most {@code count} bytes from {@code position}; none at the end. */
  default byte[] read(long position, int count) throws ErrnoException {
    throw new ErrnoException(Errno.EIO);
  }

  /** Takes bytes at {@code position}; the result is how many were used. */
  default int write(long position, byte[] bytes) throws ErrnoException {
    throw new ErrnoException(Errno.EIO);
  }
}
