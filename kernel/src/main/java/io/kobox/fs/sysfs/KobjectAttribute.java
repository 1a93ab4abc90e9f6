package io.kobox.fs.sysfs;

import io.kobox.kernel.entry.Guest;
import io.kobox.kernel.entry.KernelFunction;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import java.util.Arrays;

/** A guest's {@code struct attribute} behind a file: its kobject's sysfs_ops serve it. */
final class KobjectAttribute implements Attribute {
  private static final int PAGE_SIZE = 4096;

  private final Guest guest;
  private final long kobj;
  private final long attribute;

  KobjectAttribute(Guest guest, long kobj, long attribute) {
    this.guest = guest;
    this.kobj = kobj;
    this.attribute = attribute;
  }

  private long method(String name) throws ErrnoException {
    long ktype = guest.at("kobject", kobj).get("ktype");
    long ops = guest.at("kobj_type", ktype).get("sysfs_ops");
    long method = guest.at("sysfs_ops", ops).get(name);
    if (method == 0) {
      throw new ErrnoException(Errno.EIO);
    }
    return method;
  }

  /** sysfs_kf_seq_show. */
  @KernelFunction({"sysfs_kf_seq_show", "seq_read_iter"})
  @Override
  public byte[] show() throws ErrnoException {
    long show = method("show");
    long page = page();
    try {
      long count = guest.call(show, kobj, attribute, page);
      if (count < 0) {
        throw Guest.failure(count);
      }
      if (count >= PAGE_SIZE) {
        String name = guest.vsprintf().format(PAGE_SIZE, "%pS", () -> show);
        guest.log().warn("fill_read_buffer: " + name + " returned bad count\n");
        count = PAGE_SIZE - 1;
      }
      return guest.memory().bytes(page, (int) count);
    } finally {
      guest.free(page);
    }
  }

  /** sysfs_kf_write. */
  @KernelFunction({"sysfs_kf_write", "kernfs_fop_write_iter"})
  @Override
  public int store(byte[] text) throws ErrnoException {
    long store = method("store");
    byte[] terminated = Arrays.copyOf(text, text.length + 1);
    long buffer = guest.zalloc(terminated.length);
    if (buffer == 0) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    try {
      guest.memory().write(buffer, terminated);
      long count = guest.call(store, kobj, attribute, buffer, text.length);
      if (count < 0) {
        throw Guest.failure(count);
      }
      return (int) count;
    } finally {
      guest.free(buffer);
    }
  }

  private long page() throws ErrnoException {
    long page = guest.zalloc(PAGE_SIZE);
    if (page == 0) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    return page;
  }
}
