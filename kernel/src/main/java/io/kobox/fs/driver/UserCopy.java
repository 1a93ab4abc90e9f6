package io.kobox.fs.driver;

import io.kobox.arch.x86.ClearUser;
import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;

/** Copies between the kernel and a process that may end early (include/linux/uaccess.h). */
public final class UserCopy {
  private static final int PAGE_SIZE = AddressLayout.PAGE_SIZE;

  private final GuestMemory memory;

  public UserCopy(GuestMemory memory) {
    this.memory = memory;
  }

  /** copy_to_user: how many bytes were not copied. */
  public long toUser(long user, long kernel, long count) {
    return isUser(user, count) ? copy(kernel, user, user, count) : count;
  }

  /** copy_from_user without the zeroes for what is missing: how many bytes were not copied. */
  public long fromUser(long kernel, long user, long count) {
    return isUser(user, count) ? copy(user, kernel, user, count) : count;
  }

  /** clear_user: how many bytes were not cleared. */
  public long clear(long user, long count) {
    return isUser(user, count) ? ClearUser.byWords(memory, user, count) : count;
  }

  /** access_ok. */
  private static boolean isUser(long address, long count) {
    return count >= 0 && address >= 0 && address <= AddressLayout.USER_END - count;
  }

  /** Page by page of the user's side; a fault at the kernel's side is the caller's. */
  private long copy(long from, long to, long user, long count) {
    long done = 0;
    while (done < count) {
      long part = Math.min(count - done, PAGE_SIZE - (user + done) % PAGE_SIZE);
      try {
        memory.copy(from + done, to + done, part);
      } catch (PageFaultException e) {
        if (e.address() < 0) {
          throw e;
        }
        return count - done;
      }
      done += part;
    }
    return 0;
  }
}
