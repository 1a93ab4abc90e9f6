package io.kobox.arch.x86.entry;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.GuestMemory;
import io.kobox.machine.PageFaultException;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.types.Struct;
import io.kobox.types.Structs;
import java.util.ArrayList;
import java.util.List;

/** The running program's memory, as a system call may use it (include/linux/uaccess.h). */
public final class UserSpace {
  /** PATH_MAX, with the zero. */
  private static final int PATH_MAX = 4096;

  /** MAX_ARG_STRLEN, and what all arguments together may take. */
  private static final int LONGEST_ARGUMENT = 32 * AddressLayout.PAGE_SIZE;

  private static final int MOST_ARGUMENT_BYTES = 2 << 20;

  private final GuestMemory memory;
  private final Structs structs;

  public UserSpace(GuestMemory memory, Structs structs) {
    this.memory = memory;
    this.structs = structs;
  }

  /** A call that may touch pages that are not there. */
  @FunctionalInterface
  public interface Access<T> {
    T run() throws ErrnoException;
  }

  /** Runs {@code access}; EFAULT where it touches what a program does not have. */
  public static <T> T guarded(Access<T> access) throws ErrnoException {
    try {
      return access.run();
    } catch (PageFaultException e) {
      if (e.address() < 0) {
        throw e;
      }
      throw new ErrnoException(Errno.EFAULT);
    }
  }

  /** access_ok; EFAULT. */
  static void check(long address, long size) throws ErrnoException {
    if (address < 0 || size < 0 || address > AddressLayout.USER_END - size) {
      throw new ErrnoException(Errno.EFAULT);
    }
  }

  int getInt(long address) throws ErrnoException {
    check(address, Integer.BYTES);
    return memory.getInt(address);
  }

  long getLong(long address) throws ErrnoException {
    check(address, Long.BYTES);
    return memory.getLong(address);
  }

  void putInt(long address, int value) throws ErrnoException {
    check(address, Integer.BYTES);
    memory.putInt(address, value);
  }

  void putLong(long address, long value) throws ErrnoException {
    check(address, Long.BYTES);
    memory.putLong(address, value);
  }

  byte[] bytes(long address, int length) throws ErrnoException {
    check(address, length);
    return memory.bytes(address, length);
  }

  void write(long address, byte[] bytes, int length) throws ErrnoException {
    check(address, length);
    memory.write(address, bytes, 0, length);
  }

  /** A struct in the program's memory. */
  Struct struct(String type, long address) throws ErrnoException {
    check(address, structs.type(type).size());
    return structs.at(type, address);
  }

  /** A struct at an address that its caller knows to be the program's, zeroed. */
  Struct cleared(String type, long address) throws ErrnoException {
    Struct struct = struct(type, address);
    memory.fill(address, size(type), (byte) 0);
    return struct;
  }

  int size(String type) {
    return structs.type(type).size();
  }

  int offset(String type, String field) {
    return structs.type(type).offset(field);
  }

  /** getname; ENAMETOOLONG. */
  String path(long address) throws ErrnoException {
    return string(address, PATH_MAX, Errno.ENAMETOOLONG);
  }

  /** strncpy_from_user of at most {@code limit} bytes with the zero. */
  String string(long address, int limit, Errno tooLong) throws ErrnoException {
    check(address, 1);
    long length = memory.stringLength(address, Math.min(limit, AddressLayout.USER_END - address));
    if (length >= limit) {
      throw new ErrnoException(tooLong);
    }
    return memory.string(address, length);
  }

  /** The strings of argv or envp; NULL is an empty one. E2BIG. */
  List<String> strings(long array) throws ErrnoException {
    List<String> strings = new ArrayList<>();
    int total = 0;
    if (array == 0) {
      return strings;
    }
    long at = array;
    for (long string = getLong(at); string != 0; string = getLong(at)) {
      strings.add(string(string, LONGEST_ARGUMENT, Errno.E2BIG));
      total += strings.getLast().length() + 1 + Long.BYTES;
      if (total > MOST_ARGUMENT_BYTES) {
        throw new ErrnoException(Errno.E2BIG);
      }
      at += Long.BYTES;
    }
    return strings;
  }
}
