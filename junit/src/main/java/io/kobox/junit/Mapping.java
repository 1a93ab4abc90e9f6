package io.kobox.junit;

import io.kobox.syscalls.ErrnoException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A file in the memory of a process, see {@link OpenFile#mmap}. */
public final class Mapping implements AutoCloseable {
  private final Caller caller;
  private final long address;
  private final int length;
  private boolean closed;

  Mapping(Caller caller, long address, int length) {
    this.caller = caller;
    this.address = address;
    this.length = length;
  }

  /** Where it begins. */
  public long address() {
    return address;
  }

  /** What is in memory there; EFAULT where no page is. */
  public byte[] read(int offset, int count) throws ErrnoException {
    byte[] bytes = new byte[count];
    caller.call(
        calls -> {
          calls.userMemory().copyOut(address + offset, bytes, 0, count);
          return true;
        });
    return bytes;
  }

  /** Stores bytes; EFAULT where no page is. */
  public void write(int offset, byte... bytes) throws ErrnoException {
    caller.call(
        calls -> {
          calls.userMemory().copyIn(address + offset, bytes, 0, bytes.length);
          return true;
        });
  }

  /** The 32 bits at an offset. */
  public int intAt(int offset) throws ErrnoException {
    return ByteBuffer.wrap(read(offset, Integer.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /** munmap. */
  @Override
  public void close() throws ErrnoException {
    if (!closed) {
      closed = true;
      caller.call(
          calls -> {
            calls.munmap(address, length);
            return true;
          });
    }
  }
}
