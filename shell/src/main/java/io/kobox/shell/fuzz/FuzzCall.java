package io.kobox.shell.fuzz;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import io.kobox.syscalls.UserMemory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * One system call of a sequence, or a few that belong together. Open files are named by slots,
 * which are descriptors once the file is open. As a line of text it is what {@link CallText} reads.
 */
sealed interface FuzzCall {
  int POLL_ALL = 1 | 4 | 8 | 16;

  /** Performs it; the result, or what the kernel answers. */
  long perform(SystemCalls calls, Slots slots) throws ErrnoException;

  /** The same with less data, or itself if there is nothing to leave out. */
  default FuzzCall shorter() {
    return this;
  }

  /** {@code open SLOT PATH FLAGS}. */
  record Open(int slot, String path, int flags) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      slots.close(calls, slot);
      int fd = calls.openat(OpenFlags.AT_FDCWD, path, flags, 0);
      slots.set(slot, fd);
      return fd;
    }

    @Override
    public String toString() {
      return "open " + slot + " " + path + " 0" + Integer.toOctalString(flags);
    }
  }

  /** {@code close SLOT}. */
  record Close(int slot) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      slots.close(calls, slot);
      return 0;
    }

    @Override
    public String toString() {
      return "close " + slot;
    }
  }

  /** {@code read SLOT COUNT}. */
  record Read(int slot, int count) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      return calls.read(slots.get(slot), new byte[count], 0, count);
    }

    @Override
    public String toString() {
      return "read " + slot + " " + count;
    }
  }

  /** {@code readbad SLOT COUNT}: to an address where nothing is. */
  record ReadBad(int slot, int count) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      return calls.read(slots.get(slot), Slots.BAD_ADDRESS, count);
    }

    @Override
    public String toString() {
      return "readbad " + slot + " " + count;
    }
  }

  /** {@code write SLOT "TEXT" LENGTH}. */
  record Write(int slot, FuzzData data) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      byte[] bytes = data.bytes();
      return calls.write(slots.get(slot), bytes, 0, bytes.length);
    }

    @Override
    public FuzzCall shorter() {
      return new Write(slot, data.shorter());
    }

    @Override
    public String toString() {
      return "write " + slot + " " + data;
    }
  }

  /** {@code writebad SLOT COUNT}: from an address where nothing is. */
  record WriteBad(int slot, int count) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      return calls.write(slots.get(slot), Slots.BAD_ADDRESS, count);
    }

    @Override
    public String toString() {
      return "writebad " + slot + " " + count;
    }
  }

  /** {@code ioctl SLOT REQUEST NUMBER}. */
  record Ioctl(int slot, int request, long argument) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      return calls.ioctl(slots.get(slot), request, argument);
    }

    @Override
    public String toString() {
      return String.format("ioctl %d 0x%x 0x%x", slot, request, argument);
    }
  }

  /** {@code ioctl SLOT REQUEST "TEXT" LENGTH}: with the address of that data. */
  record IoctlData(int slot, int request, FuzzData data) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      UserMemory memory = calls.userMemory();
      byte[] bytes = data.bytes();
      long address = memory.allocate(Math.max(bytes.length, 1));
      try {
        memory.copyIn(address, bytes, 0, bytes.length);
        return calls.ioctl(slots.get(slot), request, address);
      } finally {
        memory.free(address);
      }
    }

    @Override
    public FuzzCall shorter() {
      return new IoctlData(slot, request, data.shorter());
    }

    @Override
    public String toString() {
      return String.format("ioctl %d 0x%x %s", slot, request, data);
    }
  }

  /** {@code seek SLOT OFFSET WHENCE}. */
  record Seek(int slot, long offset, int whence) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      return calls.lseek(slots.get(slot), offset, whence);
    }

    @Override
    public String toString() {
      return "seek " + slot + " " + offset + " " + whence;
    }
  }

  /** {@code poll SLOT}. */
  record Poll(int slot) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      return calls.poll(slots.get(slot), POLL_ALL, Duration.ZERO);
    }

    @Override
    public String toString() {
      return "poll " + slot;
    }
  }

  /** {@code mmap SLOT LENGTH PROTECTION FLAGS OFFSET}; in place of the slot's older mapping. */
  record Mmap(int slot, long length, int protection, int flags, long offset) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      slots.unmap(calls, slot);
      long address = calls.mmap(length, protection, flags, slots.get(slot), offset);
      slots.setMapping(slot, new Slots.Mapping(address, length));
      return 0; // where, differs between kernels
    }

    @Override
    public String toString() {
      return String.format("mmap %d %d %d 0x%x %d", slot, length, protection, flags, offset);
    }
  }

  /** {@code munmap SLOT}. */
  record Munmap(int slot) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      slots.unmap(calls, slot);
      return 0;
    }

    @Override
    public String toString() {
      return "munmap " + slot;
    }
  }

  /** {@code load SLOT OFFSET COUNT}: reads the mapping's memory. */
  record Load(int slot, int offset, int count) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      long address = slots.mapping(slot).address() + offset;
      calls.userMemory().copyOut(address, new byte[count], 0, count);
      return count;
    }

    @Override
    public String toString() {
      return "load " + slot + " " + offset + " " + count;
    }
  }

  /** {@code store SLOT OFFSET "TEXT" LENGTH}: writes to the mapping's memory. */
  record Store(int slot, int offset, FuzzData data) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      long address = slots.mapping(slot).address() + offset;
      calls.userMemory().copyIn(address, data.bytes(), 0, data.length());
      return data.length();
    }

    @Override
    public FuzzCall shorter() {
      return new Store(slot, offset, data.shorter());
    }

    @Override
    public String toString() {
      return "store " + slot + " " + offset + " " + data;
    }
  }

  /** {@code get PATH}: reads a file to its end, as cat. */
  record Get(String path) implements FuzzCall {
    private static final int CHUNK = 1 << 16;
    private static final int MOST_CHUNKS = 64;

    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      int flags = OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK;
      int fd = calls.openat(OpenFlags.AT_FDCWD, path, flags, 0);
      try {
        long total = 0;
        int got = 1;
        for (int i = 0; i < MOST_CHUNKS && got > 0; i++) {
          got = calls.read(fd, new byte[CHUNK], 0, CHUNK);
          total += got;
        }
        return total;
      } finally {
        calls.close(fd);
      }
    }

    @Override
    public String toString() {
      return "get " + path;
    }
  }

  /** {@code put PATH "TEXT" LENGTH}: writes to a file, as echo. */
  record Put(String path, FuzzData data) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      int flags = OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK;
      int fd = calls.openat(OpenFlags.AT_FDCWD, path, flags, 0);
      try {
        byte[] bytes = data.bytes();
        return calls.write(fd, bytes, 0, bytes.length);
      } finally {
        calls.close(fd);
      }
    }

    @Override
    public FuzzCall shorter() {
      return new Put(path, data.shorter());
    }

    @Override
    public String toString() {
      return "put " + path + " " + data;
    }
  }

  /** {@code sleep MILLISECONDS}. */
  record Sleep(int milliseconds) implements FuzzCall {
    @Override
    public long perform(SystemCalls calls, Slots slots) throws ErrnoException {
      calls.nanosleep(Duration.ofMillis(milliseconds));
      return 0;
    }

    @Override
    public String toString() {
      return "sleep " + milliseconds;
    }
  }

  /** The host's text as a path of the machine. */
  static String path(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }
}
