package io.kobox.fs.driver;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.Guest;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;

/** Files of one number with a get and a set method (fs/libfs.c: DEFINE_SIMPLE_ATTRIBUTE). */
public final class SimpleAttrExports {
  private final Guest guest;
  private final UserCopy user;
  private final ReadWriteExports files;
  private final LibfsExports libfs;

  public SimpleAttrExports(Guest guest, UserCopy user, ReadWriteExports files, LibfsExports libfs) {
    this.guest = guest;
    this.user = user;
    this.files = files;
    this.libfs = libfs;
  }

  private Struct attribute(long file) {
    return guest.at("simple_attr", guest.at("file", file).get("private_data"));
  }

  /**
   * int simple_attr_open(struct inode *inode, struct file *file, int (*get)(void *, u64 *), int
   * (*set)(void *, u64), const char *fmt).
   */
  @KernelExport
  int simple_attr_open(long inode, long file, long get, long set, long format) {
    long address = guest.zalloc(guest.structs().type("simple_attr").size());
    if (address == 0) {
      return -Errno.ENOMEM.number();
    }
    Struct attribute = guest.at("simple_attr", address);
    attribute.set("get", get);
    attribute.set("set", set);
    attribute.set("data", guest.at("inode", inode).get("i_private"));
    attribute.set("fmt", format);
    guest.lists().initIfPresent(attribute, "mutex.wait_list");
    guest.at("file", file).set("private_data", address);
    return files.nonseekable_open(inode, file);
  }

  /** int simple_attr_release(struct inode *inode, struct file *file). */
  @KernelExport
  int simple_attr_release(long inode, long file) {
    guest.free(guest.at("file", file).get("private_data"));
    return 0;
  }

  /** ssize_t simple_attr_read(struct file *file, char __user *buf, size_t len, loff_t *ppos). */
  @KernelExport(aliases = "debugfs_attr_read")
  long simple_attr_read(long file, long buffer, long length, long place) {
    Struct attribute = attribute(file);
    if (attribute.get("get") == 0) {
      return -Errno.EACCES.number();
    }
    int size = guest.structs().type("simple_attr").field("get_buf").size();
    long text = attribute.addressOf("get_buf");
    if (guest.memory().getLong(place) == 0 || guest.memory().getByte(text) == 0) {
      long value = guest.zalloc(Long.BYTES);
      try {
        int error = guest.callInt(attribute.get("get"), attribute.get("data"), value);
        if (error != 0) {
          return error;
        }
        long got = guest.memory().getLong(value);
        String format = guest.string(attribute.get("fmt"));
        guest.memory().putString(text, guest.vsprintf().format(size - 1, format, () -> got));
      } finally {
        guest.free(value);
      }
    }
    long available = guest.memory().stringLength(text, size);
    return libfs.simple_read_from_buffer(buffer, length, place, text, available);
  }

  /**
   * ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t len, loff_t *ppos).
   */
  @KernelExport(aliases = "debugfs_attr_write")
  long simple_attr_write(long file, long buffer, long length, long place) {
    return write(file, buffer, length, "kstrtoull");
  }

  /**
   * ssize_t simple_attr_write_signed(struct file *file, const char __user *buf, size_t len, loff_t
   * *ppos).
   */
  @KernelExport(aliases = "debugfs_attr_write_signed")
  long simple_attr_write_signed(long file, long buffer, long length, long place) {
    return write(file, buffer, length, "kstrtoll");
  }

  private long write(long file, long buffer, long length, String parser) {
    Struct attribute = attribute(file);
    if (attribute.get("set") == 0) {
      return -Errno.EACCES.number();
    }
    int room = guest.structs().type("simple_attr").field("set_buf").size() - 1;
    long size = Long.compareUnsigned(length, room) < 0 ? length : room;
    long text = attribute.addressOf("set_buf");
    if (user.fromUser(text, buffer, size) != 0) {
      return -Errno.EFAULT.number();
    }
    guest.memory().putByte(text + size, (byte) 0);
    long value = guest.zalloc(Long.BYTES);
    try {
      int error = guest.callInt(guest.addressOf().applyAsLong(parser), text, 0, value);
      if (error == 0) {
        long set = guest.memory().getLong(value);
        error = guest.callInt(attribute.get("set"), attribute.get("data"), set);
      }
      return error == 0 ? length : error;
    } finally {
      guest.free(value);
    }
  }
}
