package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;

/** fcntl (fs/fcntl.c: do_fcntl). */
final class Fcntl {
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;
  private static final int FASYNC = 020000;
  private static final int O_DIRECT = 040000;
  private static final int O_NOATIME = 01000000;

  /** SETFL_MASK, and FASYNC, which fasync's method sets. */
  private static final int CHANGEABLE =
      OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK | O_DIRECT | O_NOATIME | FASYNC;

  private final FileDescriptorTable descriptors;

  Fcntl(FileDescriptorTable descriptors) {
    this.descriptors = descriptors;
  }

  int call(int fd, int command, long argument) throws ErrnoException {
    OpenFile file = descriptors.get(fd);
    return switch (command) {
      case SystemCalls.F_DUPFD -> duplicate(fd, argument, false);
      case F_DUPFD_CLOEXEC -> duplicate(fd, argument, true);
      case F_GETFD -> descriptors.isCloseOnExec(fd) ? FD_CLOEXEC : 0;
      case F_SETFD -> {
        descriptors.setCloseOnExec(fd, (argument & FD_CLOEXEC) != 0);
        yield 0;
      }
      case SystemCalls.F_GETFL -> file.flags();
      case SystemCalls.F_SETFL -> {
        setFlags(descriptors.getForIo(fd), (int) argument);
        yield 0;
      }
      default -> throw new ErrnoException(file.isPathOnly() ? Errno.EBADF : Errno.EINVAL);
    };
  }

  private int duplicate(int fd, long from, boolean closeOnExec) throws ErrnoException {
    if (from < 0 || from >= FileDescriptorTable.LIMIT) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return descriptors.duplicate(fd, (int) from, closeOnExec);
  }

  /** setfl. */
  private static void setFlags(OpenFile file, int flags) throws ErrnoException {
    boolean async = (flags & FASYNC) != 0;
    if (async != ((file.flags() & FASYNC) != 0)) {
      file.operations().fasync(file, async);
    }
    file.setFlags((file.flags() & ~CHANGEABLE) | (flags & CHANGEABLE));
  }
}
