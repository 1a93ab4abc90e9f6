package io.kobox.fs.driver;

import io.kobox.export.KernelExport;
import io.kobox.kernel.entry.Guest;
import io.kobox.machine.GuestMemory;
import io.kobox.syscalls.Errno;
import io.kobox.types.Struct;

/** What read and write methods are made of (fs/libfs.c). */
public final class LibfsExports {
  private static final long EINVAL = -Errno.EINVAL.number();
  private static final long EFAULT = -Errno.EFAULT.number();

  private final Guest guest;
  private final GuestMemory memory;
  private final UserCopy user;

  public LibfsExports(Guest guest, UserCopy user) {
    this.guest = guest;
    this.memory = guest.memory();
    this.user = user;
  }

  /**
   * ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *ppos, const void *from,
   * size_t available).
   */
  @KernelExport
  long simple_read_from_buffer(long to, long count, long place, long from, long available) {
    long position = memory.getLong(place);
    if (position < 0) {
      return EINVAL;
    }
    if (Long.compareUnsigned(position, available) >= 0 || count == 0) {
      return 0;
    }
    long part = min(count, available - position);
    long left = user.toUser(to, from + position, part);
    return moved(place, position, part, left);
  }

  private static long min(long count, long available) {
    return Long.compareUnsigned(count, available) > 0 ? available : count;
  }

  private long moved(long place, long position, long count, long left) {
    if (left == count) {
      return EFAULT;
    }
    memory.putLong(place, position + count - left);
    return count - left;
  }

  /**
   * ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *ppos, const void __user
   * *from, size_t count).
   */
  @KernelExport
  long simple_write_to_buffer(long to, long available, long place, long from, long count) {
    long position = memory.getLong(place);
    if (position < 0) {
      return EINVAL;
    }
    if (Long.compareUnsigned(position, available) >= 0 || count == 0) {
      return 0;
    }
    long part = min(count, available - position);
    long left = user.fromUser(to + position, from, part);
    memory.fill(to + position + part - left, left, (byte) 0);
    return moved(place, position, part, left);
  }

  /**
   * ssize_t memory_read_from_buffer(void *to, size_t count, loff_t *ppos, const void *from, size_t
   * available).
   */
  @KernelExport
  long memory_read_from_buffer(long to, long count, long place, long from, long available) {
    long position = memory.getLong(place);
    if (position < 0) {
      return EINVAL;
    }
    if (position >= available) {
      return 0;
    }
    long part = min(count, available - position);
    memory.copy(from + position, to, part);
    memory.putLong(place, position + part);
    return part;
  }

  /** int simple_open(struct inode *inode, struct file *file). */
  @KernelExport
  int simple_open(long inode, long file) {
    long data = guest.at("inode", inode).get("i_private");
    Struct struct = guest.at("file", file);
    if (data != 0) {
      struct.set("private_data", data);
    }
    return 0;
  }
}
