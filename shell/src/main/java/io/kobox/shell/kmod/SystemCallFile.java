package io.kobox.shell.kmod;

import io.kobox.kmod.KmodException;
import io.kobox.kmod.ModuleTree;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.SystemCalls;

/** An open file; read in order it need not be seekable. */
final class SystemCallFile implements ModuleTree.OpenFile {
  private final SystemCalls calls;
  private final int fd;
  private final long size;
  private long offset;

  /** Takes over {@code fd}, also when it fails. */
  SystemCallFile(SystemCalls calls, int fd) throws ErrnoException {
    this.calls = calls;
    this.fd = fd;
    long length = 0;
    try {
      length = calls.fstat(fd).size();
    } catch (ErrnoException e) {
      calls.close(fd);
      throw e;
    }
    this.size = length;
  }

  int fd() {
    return fd;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int read(long position, byte[] buffer, int start, int count) throws KmodException {
    int done = 0;
    try {
      while (done < count) {
        int n = readSome(position + done, buffer, start + done, count - done);
        if (n == 0) {
          break;
        }
        done += n;
      }
    } catch (ErrnoException e) {
      throw SystemCallTree.failure(e);
    }
    return done;
  }

  private int readSome(long position, byte[] buffer, int start, int count) throws ErrnoException {
    if (position != offset) {
      return calls.pread64(fd, buffer, start, count, position);
    }
    int n = calls.read(fd, buffer, start, count);
    offset += n;
    return n;
  }

  @Override
  public void close() {
    try {
      calls.close(fd);
    } catch (ErrnoException e) {
      // nothing was written: there is nothing to lose
      offset = 0;
    }
  }
}
