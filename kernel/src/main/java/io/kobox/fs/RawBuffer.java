package io.kobox.fs;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;

/** A range of the process's address space, which need not be mapped. */
public record RawBuffer(UserMemory memory, long address, int length) implements UserBuffer {
  @Override
  public RawBuffer limited(int limit) {
    return new RawBuffer(memory, address, Math.min(limit, length));
  }

  @Override
  public void store(int at, byte[] source, int offset, int count) throws ErrnoException {
    if (count > 0) {
      memory.copyIn(address + at, source, offset, count);
    }
  }

  @Override
  public void load(int at, byte[] target, int offset, int count) throws ErrnoException {
    if (count > 0) {
      memory.copyOut(address + at, target, offset, count);
    }
  }
}
