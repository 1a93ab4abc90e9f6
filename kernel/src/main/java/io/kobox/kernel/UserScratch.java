package io.kobox.kernel;

import io.kobox.machine.AddressLayout;
import io.kobox.machine.Machine;
import io.kobox.machine.PageFaultException;
import io.kobox.machine.PageTables;
import io.kobox.machine.Protection;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory in the lower half for programs written in Java that pass raw pointers. All of them share
 * one address space: they have no code or stack of their own in it. What is copied is that of the
 * running process, whatever it is.
 */
final class UserScratch implements UserMemory {
  private static final long START = 0x7f0000000000L;
  private static final int LARGEST = 16 << 20;

  private final Machine machine;
  private final Map<Long, Integer> pages = new HashMap<>();
  private long next = START;

  UserScratch(Machine machine) {
    this.machine = machine;
  }

  @Override
  public long allocate(int size) throws ErrnoException {
    if (size <= 0 || size > LARGEST) {
      throw new ErrnoException(size <= 0 ? Errno.EINVAL : Errno.ENOMEM);
    }
    int count = (size + AddressLayout.PAGE_SIZE - 1) / AddressLayout.PAGE_SIZE;
    if (count > machine.frames().freeFrames()) {
      throw new ErrnoException(Errno.ENOMEM);
    }
    long address = next;
    long length = (long) count * AddressLayout.PAGE_SIZE;
    machine
        .tables()
        .map(address, machine.frames().allocate(count), length, Protection.USER_READ_WRITE);
    pages.put(address, count);
    next += length + AddressLayout.PAGE_SIZE;
    return address;
  }

  @Override
  public void free(long address) throws ErrnoException {
    Integer count = pages.remove(address);
    if (count == null) {
      throw new ErrnoException(Errno.EINVAL);
    }
    PageTables tables = machine.tables();
    long physical = tables.translate(address);
    tables.unmap(address, (long) count * AddressLayout.PAGE_SIZE);
    machine.frames().free(physical, count);
  }

  private static void check(long address, int length) throws ErrnoException {
    if (address < 0 || address + length > AddressLayout.USER_END) {
      throw new ErrnoException(Errno.EFAULT);
    }
  }

  @Override
  public void copyOut(long address, byte[] target, int offset, int length) throws ErrnoException {
    access(address, length, () -> machine.memory().read(address, target, offset, length));
  }

  @Override
  public void copyIn(long address, byte[] source, int offset, int length) throws ErrnoException {
    access(address, length, () -> machine.memory().write(address, source, offset, length));
  }

  /** On Linux a page that a file cannot bring is a SIGBUS for the program; here it is EFAULT. */
  private static void access(long address, int length, Runnable access) throws ErrnoException {
    check(address, length);
    try {
      access.run();
    } catch (PageFaultException e) {
      throw new ErrnoException(Errno.EFAULT);
    }
  }
}
