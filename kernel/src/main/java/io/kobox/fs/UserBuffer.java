package io.kobox.fs;

import io.kobox.syscalls.ErrnoException;

/**
 * The memory of a process that a read fills or a write takes its bytes from. A {@link RawBuffer}
 * has an address, which guest code may be given as it is, a {@link VectorBuffer} has several; an
 * {@link ArrayBuffer} has none.
 */
public sealed interface UserBuffer permits ArrayBuffer, RawBuffer, VectorBuffer {
  int length();

  /** EFAULT for a range that can be no process's, mapped or not. */
  default void checkAddress() throws ErrnoException {}

  /** Its first {@code limit} bytes. */
  UserBuffer limited(int limit);

  /**
   * How many bytes from offset {@code at} on are there or not there together: those of one page.
   */
  int alike(int at);

  /** How many bytes from offset {@code at} on lie in one range. */
  default int stretch(int at) {
    return length() - at;
  }

  /** copy_to_user: stores {@code count} bytes at offset {@code at}; EFAULT. */
  void store(int at, byte[] source, int offset, int count) throws ErrnoException;

  /** copy_from_user: loads {@code count} bytes from offset {@code at}; EFAULT. */
  void load(int at, byte[] target, int offset, int count) throws ErrnoException;

  /** All of it, at most {@code limit} bytes. */
  default byte[] loadAll(int limit) throws ErrnoException {
    byte[] bytes = new byte[Math.min(limit, length())];
    load(0, bytes, 0, bytes.length);
    return bytes;
  }
}
