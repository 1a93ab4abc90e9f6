package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;
import java.util.function.IntPredicate;

/** fcntl (fs/fcntl.c: do_fcntl). */
final class Fcntl {
  private static final int F_GETFD = 1;
  private static final int F_SETFD = 2;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int FD_CLOEXEC = 1;
  private static final int F_SETOWN = 8;
  private static final int F_GETOWN = 9;
  private static final int F_SETSIG = 10;
  private static final int F_GETSIG = 11;
  private static final int SIGNALS = 64;
  private static final int FASYNC = 020000;
  private static final int O_DIRECT = 040000;
  private static final int O_NOATIME = 01000000;

  /** SETFL_MASK; FASYNC is what fasync's method sets. */
  private static final int CHANGEABLE =
      OpenFlags.O_APPEND | OpenFlags.O_NONBLOCK | O_DIRECT | O_NOATIME;

  private final FileDescriptorTable descriptors;

  private final IntPredicate exists;

  /**
   * @param exists whether there is a process or, if negative, a group of that number
   */
  Fcntl(FileDescriptorTable descriptors, IntPredicate exists) {
    this.descriptors = descriptors;
    this.exists = exists;
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
        setFlags(fd, descriptors.getForIo(fd), (int) argument);
        yield 0;
      }
      case F_SETOWN -> {
        OpenFile owned = descriptors.getForIo(fd);
        owned.setOwner(new FileOwner(owner((int) argument), owned.owner().signal()));
        yield 0;
      }
      case F_GETOWN -> descriptors.getForIo(fd).owner().pid();
      case F_SETSIG -> {
        if (argument < 0 || argument > SIGNALS) {
          throw new ErrnoException(Errno.EINVAL);
        }
        file.setOwner(new FileOwner(file.owner().pid(), (int) argument));
        yield 0;
      }
      case F_GETSIG -> file.owner().signal();
      default -> throw new ErrnoException(file.isPathOnly() ? Errno.EBADF : Errno.EINVAL);
    };
  }

  private int duplicate(int fd, long from, boolean closeOnExec) throws ErrnoException {
    if (from < 0 || from >= FileDescriptorTable.LIMIT) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return descriptors.duplicate(fd, (int) from, closeOnExec);
  }

  /** f_setown: whom must there be. */
  private int owner(int pid) throws ErrnoException {
    if (pid == Integer.MIN_VALUE) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (pid != 0 && !exists.test(pid)) {
      throw new ErrnoException(Errno.ESRCH);
    }
    return pid;
  }

  /** setfl. */
  private static void setFlags(int fd, OpenFile file, int flags) throws ErrnoException {
    setAsync(fd, file, (flags & FASYNC) != 0 ? 1 : 0);
    file.setFlags((file.flags() & ~CHANGEABLE) | (flags & CHANGEABLE));
  }

  /** Switches O_ASYNC if it is not as wanted already; whether the file can. */
  static boolean setAsync(int fd, OpenFile file, int on) throws ErrnoException {
    if ((on != 0) == ((file.flags() & FASYNC) != 0)) {
      return true;
    }
    file.operations().fasync(fd, file, on);
    return file.operations().hasFasync(file);
  }
}
