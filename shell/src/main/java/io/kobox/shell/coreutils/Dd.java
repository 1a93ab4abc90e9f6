package io.kobox.shell.coreutils;

import io.kobox.shell.command.CommandException;
import io.kobox.shell.command.Origin;
import io.kobox.shell.command.Session;
import io.kobox.shell.command.Utility;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.SystemCalls;

/** {@code dd} (coreutils src/dd.c): copies blocks; each read and write is one system call. */
public final class Dd extends Utility {
  static final int STDIN = 0;
  static final int STDOUT = 1;

  public Dd() {
    super(
        Origin.COREUTILS,
        "dd",
        "copy a file block by block",
        """
        Usage: dd [OPERAND]...
          or:  dd OPTION
        Copy a file, converting and formatting according to the operands.

          bs=BYTES        read and write up to BYTES bytes at a time (default: 512)
          conv=CONVS      convert the file as per the comma separated symbol list
          count=N         copy only N input blocks
          ibs=BYTES       read up to BYTES bytes at a time (default: 512)
          if=FILE         read from FILE instead of stdin
          iflag=FLAGS     read as per the comma separated symbol list
          obs=BYTES       write BYTES bytes at a time (default: 512)
          of=FILE         write to FILE instead of stdout
          oflag=FLAGS     write as per the comma separated symbol list
          seek=N          (or oseek=N) skip N obs-sized output blocks
          skip=N          (or iskip=N) skip N ibs-sized input blocks
          status=LEVEL    The LEVEL of information to print to stderr;
                          'none' suppresses everything but error messages,
                          'noxfer' suppresses the final transfer statistics

        N and BYTES may be followed by c=1, w=2, b=512, kB=1000, K=1024, MB=1000*1000,
        M=1024*1024 and so on; N may end in B to count bytes.
        CONV symbols: lcase, ucase, swab, sync, excl, nocreat, notrunc, noerror, fdatasync, fsync.
        FLAG symbols: append, directory, dsync, sync, fullblock, nonblock, noctty, nofollow.""");
  }

  @Override
  protected int main(Session session) throws ErrnoException, CommandException {
    DdOperands operands = DdOperands.parse(session.arguments());
    SystemCalls calls = session.calls();
    if (operands.input != null) {
      int fd = open(session, operands.input, OpenFlags.O_RDONLY | operands.inputFlags);
      become(calls, fd, STDIN);
    }
    long inputOffset = positionOfInput(calls);
    if (operands.output != null) {
      int create = operands.has("nocreat") ? 0 : OpenFlags.O_CREAT;
      int exclusive = operands.has("excl") ? OpenFlags.O_EXCL : 0;
      boolean truncate = operands.seekBytes() == 0 && !operands.has("notrunc");
      int flags = operands.outputFlags | create | exclusive | (truncate ? OpenFlags.O_TRUNC : 0);
      become(calls, openOutput(session, operands, flags), STDOUT);
    }
    return new DdCopy(session, operands, inputOffset, calls.clockGettime(1)).run();
  }

  /** fd_reopen: a driver sees a second descriptor and a close. */
  private static void become(SystemCalls calls, int fd, int standard) throws ErrnoException {
    if (fd != standard) {
      calls.dup2(fd, standard);
      calls.close(fd);
    }
  }

  private static long positionOfInput(SystemCalls calls) {
    try {
      return calls.lseek(STDIN, 0, SystemCalls.SEEK_CUR);
    } catch (ErrnoException e) {
      return -1;
    }
  }

  private static int openOutput(Session session, DdOperands operands, int flags)
      throws CommandException {
    String path = String.valueOf(operands.output);
    int fd = open(session, path, OpenFlags.O_WRONLY | flags);
    long start = operands.seekBytes();
    if (start > 0 && !operands.has("notrunc")) {
      try {
        session.calls().ftruncate(fd, start);
      } catch (ErrnoException e) {
        requireNotRegular(session, fd, path, start, e);
      }
    }
    return fd;
  }

  /** A device need not be truncatable; of a regular file the error counts. */
  private static void requireNotRegular(
      Session session, int fd, String path, long start, ErrnoException e) throws CommandException {
    try {
      int mode = session.calls().fstat(fd).mode();
      if (!FileMode.isRegular(mode) && !FileMode.isDirectory(mode)) {
        return;
      }
    } catch (ErrnoException statError) {
      throw CommandException.failure("cannot fstat '" + path + "'", statError);
    }
    throw CommandException.failure(
        "failed to truncate to " + start + " bytes in output file '" + path + "'", e);
  }

  private static int open(Session session, String path, int flags) throws CommandException {
    try {
      return session.calls().openat(OpenFlags.AT_FDCWD, path, flags, 0666);
    } catch (ErrnoException e) {
      throw CommandException.failure("failed to open '" + path + "'", e);
    }
  }
}
