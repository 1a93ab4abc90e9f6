package io.kobox.fs.sysfs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** An attribute of a kobject (struct attribute with its sysfs_ops). */
public interface Attribute {
  /** The value's text, less than a page. */
  default byte[] show() throws ErrnoException {
    throw new ErrnoException(Errno.EIO);
  }

  /** Takes a write, at most a page; the result is how many bytes were used. */
  default int store(byte[] text) throws ErrnoException {
    throw new ErrnoException(Errno.EIO);
  }
}
