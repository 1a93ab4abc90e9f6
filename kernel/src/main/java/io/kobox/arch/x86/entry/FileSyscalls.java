package io.kobox.arch.x86.entry;

import io.kobox.fs.FileSystemCalls;
import io.kobox.fs.RawBuffer;
import io.kobox.kernel.process.ProcessCalls;
import io.kobox.machine.PageFaultException;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.types.Struct;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Open files (fs/read_write.c, fs/open.c, fs/ioctl.c, fs/fcntl.c, fs/file.c, fs/readdir.c). */
final class FileSyscalls {
  private static final int UIO_MAXIOV = 1024;
  private static final int F_GETLK = 5;
  private static final int F_SETLK = 6;
  private static final int F_SETLKW = 7;
  private static final int CHUNK = 65536;
  private static final long MAX_RW_COUNT = 0x7ffff000L;

  private final ProcessCalls calls;
  private final FileSystemCalls files;
  private final UserSpace space;

  FileSyscalls(ProcessCalls calls, FileSystemCalls files, UserSpace space) {
    this.calls = calls;
    this.files = files;
    this.space = space;
  }

  void addTo(SyscallTable table) {
    table.add(0, a -> calls.read((int) a[0], a[1], a[2]));
    table.add(1, a -> calls.write((int) a[0], a[1], a[2]));
    table.add(2, a -> calls.openat(OpenFlags.AT_FDCWD, space.path(a[0]), (int) a[1], (int) a[2]));
    table.add(3, a -> done(() -> calls.close((int) a[0])));
    table.add(8, a -> calls.lseek((int) a[0], a[1], (int) a[2]));
    table.add(16, a -> calls.ioctl((int) a[0], (int) a[1], a[2]));
    table.add(17, a -> calls.pread64((int) a[0], a[1], a[2], a[3]));
    table.add(18, a -> calls.pwrite64((int) a[0], a[1], a[2], a[3]));
    table.add(19, a -> readv(a, -1));
    table.add(20, a -> writev(a, -1));
    table.add(22, a -> pipe(a[0], 0));
    table.add(32, a -> calls.dup((int) a[0]));
    table.add(33, a -> calls.dup2((int) a[0], (int) a[1]));
    table.add(40, this::sendfile);
    table.add(72, a -> fcntl((int) a[0], (int) a[1], a[2]));
    table.add(74, a -> done(() -> calls.fsync((int) a[0])));
    table.add(75, a -> done(() -> files.fsync((int) a[0], true)));
    table.add(77, a -> done(() -> calls.ftruncate((int) a[0], a[1])));
    table.add(85, this::creat);
    table.add(217, this::getdents64);
    table.add(257, a -> calls.openat((int) a[0], space.path(a[1]), (int) a[2], (int) a[3]));
    table.add(292, this::dup3);
    table.add(293, a -> pipe(a[0], (int) a[1]));
    table.add(295, a -> readv(a, position(a[3])));
    table.add(296, a -> writev(a, position(a[3])));
  }

  /** A call without a result. */
  @FunctionalInterface
  interface Action {
    void run() throws ErrnoException;
  }

  /** 0 after {@code action}. */
  static long done(Action action) throws ErrnoException {
    action.run();
    return 0;
  }

  private long creat(long[] a) throws ErrnoException {
    int flags = OpenFlags.O_CREAT | OpenFlags.O_WRONLY | OpenFlags.O_TRUNC;
    return calls.openat(OpenFlags.AT_FDCWD, space.path(a[0]), flags, (int) a[1]);
  }

  /** import_iovec; EINVAL, EFAULT. */
  private List<RawBuffer> parts(long[] a) throws ErrnoException {
    files.descriptors().getForIo((int) a[0]);
    if (a[2] < 0 || a[2] > UIO_MAXIOV) {
      throw new ErrnoException(Errno.EINVAL);
    }
    calls.enter();
    List<RawBuffer> parts = new ArrayList<>();
    long room = MAX_RW_COUNT;
    for (int i = 0; i < a[2]; i++) {
      Struct struct = space.struct("iovec", a[1] + (long) i * space.size("iovec"));
      long length = struct.get("iov_len");
      if (length < 0) {
        throw new ErrnoException(Errno.EINVAL);
      }
      UserSpace.check(struct.get("iov_base"), length);
      parts.add(files.part(struct.get("iov_base"), Math.min(length, room)));
      room -= parts.getLast().length();
    }
    return parts;
  }

  private long readv(long[] a, long position) throws ErrnoException {
    return files.readv((int) a[0], parts(a), position);
  }

  private long writev(long[] a, long position) throws ErrnoException {
    return files.writev((int) a[0], parts(a), position);
  }

  private static long position(long position) throws ErrnoException {
    if (position < 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return position;
  }

  private long pipe(long address, int flags) throws ErrnoException {
    int[] ends = calls.pipe2(flags);
    try {
      ByteBuffer pair = ByteBuffer.allocate(2 * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      pair.putInt(ends[0]).putInt(ends[1]);
      space.write(address, pair.array(), pair.capacity());
      return 0;
    } catch (ErrnoException | PageFaultException e) {
      files.close(ends[0]);
      files.close(ends[1]);
      throw new ErrnoException(Errno.EFAULT);
    }
  }

  private long dup3(long[] a) throws ErrnoException {
    int flags = (int) a[2];
    if ((flags & ~OpenFlags.O_CLOEXEC) != 0 || (int) a[0] == (int) a[1]) {
      throw new ErrnoException(Errno.EINVAL);
    }
    int fd = calls.dup2((int) a[0], (int) a[1]);
    files.descriptors().setCloseOnExec(fd, flags != 0);
    return fd;
  }

  /** There are no file locks. */
  private long fcntl(int fd, int command, long argument) throws ErrnoException {
    return switch (command) {
      case F_GETLK, F_SETLK, F_SETLKW -> throw new ErrnoException(Errno.ENOLCK);
      default -> calls.fcntl(fd, command, argument);
    };
  }

  /** Through a buffer; with a position given the input's own stays. */
  private long sendfile(long[] a) throws ErrnoException {
    byte[] buffer = new byte[(int) Math.max(0, Math.min(a[3], CHUNK))];
    int got;
    if (a[2] == 0) {
      got = calls.read((int) a[1], buffer, 0, buffer.length);
    } else {
      long position = space.getLong(a[2]);
      got = calls.pread64((int) a[1], buffer, 0, buffer.length, position);
      space.putLong(a[2], position + Math.max(0, got));
    }
    return got <= 0 ? got : calls.write((int) a[0], buffer, 0, got);
  }

  /** As many entries as fit; the position counts entries. EINVAL if not even one does. */
  private long getdents64(long[] a) throws ErrnoException {
    int fd = (int) a[0];
    long position = files.descriptors().get(fd).position();
    List<DirectoryEntry> entries = calls.getdents64(fd);
    long header = space.offset("linux_dirent64", "d_name");
    long at = a[1];
    long end = a[1] + Integer.toUnsignedLong((int) a[2]);
    int stored = 0;
    for (DirectoryEntry entry : entries) {
      byte[] name = (entry.name() + "\0").getBytes(StandardCharsets.ISO_8859_1);
      long length = (header + name.length + 7) & -8;
      if (at + length > end) {
        break;
      }
      Struct struct = space.struct("linux_dirent64", at);
      struct.set("d_ino", entry.ino());
      struct.set("d_off", position + stored + 1);
      struct.set("d_reclen", length);
      struct.set("d_type", (entry.type() >> 12) & 15);
      space.write(at + header, name, name.length);
      at += length;
      stored++;
    }
    if (stored < entries.size()) {
      files.descriptors().get(fd).setPosition(position + stored);
    }
    if (stored == 0 && !entries.isEmpty()) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return at - a[1];
  }
}
