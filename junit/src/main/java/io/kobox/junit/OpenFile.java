package io.kobox.junit;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.MmapFlags;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A file that a process of the machine has open. An error is an {@link ErrnoException}. */
public final class OpenFile implements AutoCloseable {
  private static final int CHUNK = 1 << 16;

  private final Caller caller;
  private final int fd;
  private boolean closed;

  OpenFile(Caller caller, int fd) {
    this.caller = caller;
    this.fd = fd;
  }

  /** Reads at most {@code count} bytes with one call; none at the end of the file. */
  public byte[] read(int count) throws ErrnoException {
    byte[] buffer = new byte[count];
    int got = caller.call(calls -> calls.read(fd, buffer, 0, count));
    return Arrays.copyOf(buffer, got);
  }

  /** Reads at most {@code count} bytes of text with one call. */
  public String readText(int count) throws ErrnoException {
    return new String(read(count), StandardCharsets.UTF_8);
  }

  /** Reads to the end of the file. */
  public String readAll() throws ErrnoException {
    StringBuilder text = new StringBuilder();
    for (byte[] part = read(CHUNK); part.length > 0; part = read(CHUNK)) {
      text.append(new String(part, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  /** Writes with one call; how many bytes were taken. */
  public int write(byte... bytes) throws ErrnoException {
    return caller.call(calls -> calls.write(fd, bytes, 0, bytes.length));
  }

  /** Writes text with one call; how many bytes were taken. */
  public int write(String text) throws ErrnoException {
    return write(text.getBytes(StandardCharsets.UTF_8));
  }

  /** read(2) into any address of the process, such as 0. */
  public long readTo(long address, long count) throws ErrnoException {
    return caller.call(calls -> calls.read(fd, address, count));
  }

  /** write(2) from any address of the process, such as 0. */
  public long writeFrom(long address, long count) throws ErrnoException {
    return caller.call(calls -> calls.write(fd, address, count));
  }

  /** ioctl with a number as the argument, or an address. */
  public long ioctl(int request, long argument) throws ErrnoException {
    return caller.call(calls -> calls.ioctl(fd, request, argument));
  }

  /** ioctl with the address of a buffer, whose contents are afterwards what the driver left. */
  public long ioctl(int request, byte[] buffer) throws ErrnoException {
    return caller.call(
        calls -> {
          UserMemory memory = calls.userMemory();
          long address = memory.allocate(Math.max(buffer.length, 1));
          try {
            memory.copyIn(address, buffer, 0, buffer.length);
            long result = calls.ioctl(fd, request, address);
            memory.copyOut(address, buffer, 0, buffer.length);
            return result;
          } finally {
            memory.free(address);
          }
        });
  }

  /** ioctl that gives an int back through its pointer. */
  public int ioctlInt(int request) throws ErrnoException {
    byte[] buffer = new byte[Integer.BYTES];
    ioctl(request, buffer);
    return ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /**
   * mmap of the file, shared, with all its pages brought at once (MAP_POPULATE).
   *
   * @param protection {@link MmapFlags#PROT_READ}, {@link MmapFlags#PROT_WRITE}
   * @param offset of whole pages
   */
  public Mapping mmap(int length, int protection, long offset) throws ErrnoException {
    int flags = MmapFlags.MAP_SHARED | MmapFlags.MAP_POPULATE;
    long address = caller.call(calls -> calls.mmap(length, protection, flags, fd, offset));
    return new Mapping(caller, address, length);
  }

  /** poll: those of {@code events} (POLLIN …) that are there; 0 when the time is over. */
  public int poll(int events, Duration timeout) throws ErrnoException {
    return caller.call(calls -> calls.poll(fd, events, timeout));
  }

  /** lseek from the file's start; the new position. */
  public long seek(long position) throws ErrnoException {
    return caller.call(calls -> calls.lseek(fd, position, SystemCalls.SEEK_SET));
  }

  /** The descriptor. */
  public int descriptor() {
    return fd;
  }

  @Override
  public void close() throws ErrnoException {
    if (!closed) {
      closed = true;
      caller.call(
          calls -> {
            calls.close(fd);
            return true;
          });
    }
  }
}
