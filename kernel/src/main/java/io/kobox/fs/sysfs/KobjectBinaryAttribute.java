package io.kobox.fs.sysfs;

import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;

/** A guest's {@code struct bin_attribute} behind a file. */
final class KobjectBinaryAttribute implements BinaryAttribute {
  private static final int PAGE_SIZE = 4096;

  private final Guest guest;
  private final long kobj;
  private final long attribute;

  KobjectBinaryAttribute(Guest guest, long kobj, long attribute) {
    this.guest = guest;
    this.kobj = kobj;
    this.attribute = attribute;
  }

  private long method(String name) throws ErrnoException {
    long method = guest.at("bin_attribute", attribute).get(name);
    if (method == 0) {
      throw new ErrnoException(Errno.EIO);
    }
    return method;
  }

  @Override
  public byte[] read(long position, int count) throws ErrnoException {
    long read = method("read");
    long page = guest.zalloc(PAGE_SIZE);
    if (page == 0) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    try {
      long got = call(read, page, position, count);
      return guest.memory().bytes(page, (int) Math.min(got, count));
    } finally {
      guest.free(page);
    }
  }

  @Override
  public int write(long position, byte[] bytes) throws ErrnoException {
    long write = method("write");
    long page = guest.zalloc(PAGE_SIZE);
    if (page == 0) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    try {
      guest.memory().write(page, bytes);
      return (int) call(write, page, position, bytes.length);
    } finally {
      guest.free(page);
    }
  }

  /** The methods' struct file is NULL here, which only drivers of mapped resources use. */
  private long call(long method, long page, long position, int count) throws ErrnoException {
    long result = guest.call(method, 0, kobj, attribute, page, position, count);
    if (result < 0) {
      throw Guest.failure(result);
    }
    return result;
  }
}
