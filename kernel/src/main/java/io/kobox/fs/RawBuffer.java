package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;

/**
 * A range of the process's address space, which need not be mapped.
 *
 * @param count bytes as the program gave them; a call moves at most {@link #length()}
 */
public record RawBuffer(UserMemory memory, long address, long count) implements UserBuffer {
  /** MAX_RW_COUNT. */
  private static final int MAXIMUM_LENGTH = 0x7ffff000;

  private static final int PAGE_SIZE = 4096;

  /** TASK_SIZE_MAX: where the addresses of processes end. */
  private static final long ADDRESS_LIMIT = 0x7ffffffff000L;

  @Override
  public int length() {
    return (int) Math.min(count, MAXIMUM_LENGTH);
  }

  /** access_ok: the range lies in the lower half of the address space. */
  @Override
  public void checkAddress() throws ErrnoException {
    if (count < 0 || address < 0 || address > ADDRESS_LIMIT - count) {
      throw new ErrnoException(Errno.EFAULT);
    }
  }

  @Override
  public int alike(int at) {
    int page = PAGE_SIZE - (int) ((address + at) & (PAGE_SIZE - 1));
    return Math.min(page, length() - at);
  }

  @Override
  public RawBuffer limited(int limit) {
    return new RawBuffer(memory, address, Math.min(limit, length()));
  }

  @Override
  public void store(int at, byte[] source, int offset, int length) throws ErrnoException {
    if (length > 0) {
      memory.copyIn(address + at, source, offset, length);
    }
  }

  @Override
  public void load(int at, byte[] target, int offset, int length) throws ErrnoException {
    if (length > 0) {
      memory.copyOut(address + at, target, offset, length);
    }
  }
}
