package io.kobox.image;

import static io.kobox.image.SyscallNumber.*;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of a process on what it has open. Those on a stream of the host do not reach the
 * kernel.
 */
final class FileCalls {
  private final RawCalls raw;
  private final Descriptors descriptors;
  private final HostTree hostTree;

  FileCalls(RawCalls raw, Descriptors descriptors, HostTree hostTree) {
    this.raw = raw;
    this.descriptors = descriptors;
    this.hostTree = hostTree;
  }

  void close(int fd) throws ErrnoException {
    raw.call(CLOSE, fd);
    descriptors.closed(fd);
  }

  int read(int fd, byte[] target, int offset, int count) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      return stream.read(target, offset, count);
    }
    UserBuffer buffer = raw.buffer();
    int part = Math.min(count, UserBuffer.DATA_SIZE);
    int done = (int) raw.call(READ, fd, buffer.data(), part);
    buffer.getData(target, offset, done);
    return done;
  }

  int write(int fd, byte[] source, int offset, int count) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      return stream.write(source, offset, count);
    }
    UserBuffer buffer = raw.buffer();
    int part = Math.min(count, UserBuffer.DATA_SIZE);
    buffer.putData(source, offset, part);
    return (int) raw.call(WRITE, fd, buffer.data(), part);
  }

  int pread64(int fd, byte[] target, int offset, int count, long position) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    int part = Math.min(count, UserBuffer.DATA_SIZE);
    int done = (int) raw.call(PREAD64, fd, buffer.data(), part, position);
    buffer.getData(target, offset, done);
    return done;
  }

  int pwrite64(int fd, byte[] source, int offset, int count, long position) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    int part = Math.min(count, UserBuffer.DATA_SIZE);
    buffer.putData(source, offset, part);
    return (int) raw.call(PWRITE64, fd, buffer.data(), part, position);
  }

  long lseek(int fd, long offset, int whence) throws ErrnoException {
    if (descriptors.stream(fd) != null) {
      throw new ErrnoException(Errno.ESPIPE);
    }
    return raw.call(LSEEK, fd, offset, whence);
  }

  long ioctl(int fd, int request, long argument) throws ErrnoException {
    if (descriptors.stream(fd) != null) {
      throw new ErrnoException(Errno.ENOTTY);
    }
    return raw.call(IOCTL, fd, Integer.toUnsignedLong(request), argument);
  }

  int dup(int fd) throws ErrnoException {
    int copy = (int) raw.call(DUP, fd);
    descriptors.duplicated(fd, copy);
    return copy;
  }

  int dup2(int oldFd, int newFd) throws ErrnoException {
    int copy = (int) raw.call(DUP2, oldFd, newFd);
    descriptors.duplicated(oldFd, copy);
    return copy;
  }

  int fcntl(int fd, int command, long argument) throws ErrnoException {
    int result = (int) raw.call(FCNTL, fd, command, argument);
    if (command == SystemCalls.F_DUPFD) {
      descriptors.duplicated(fd, result);
    }
    return result;
  }

  int[] pipe2(int flags) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    raw.call(PIPE2, buffer.structure(), flags);
    ByteBuffer ends = buffer.structure(2 * Integer.BYTES);
    int[] pipe = {ends.getInt(), ends.getInt()};
    for (int fd : pipe) {
      descriptors.opened(fd, "");
      if ((flags & OpenFlags.O_CLOEXEC) != 0) {
        descriptors.closeOnExec(fd);
      }
    }
    return pipe;
  }

  int poll(int fd, int events, @Nullable Duration timeout) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      return events & (stream.input() != null ? StructPollfd.POLLIN : StructPollfd.POLLOUT);
    }
    UserBuffer buffer = raw.buffer();
    StructPollfd.write(buffer, fd, events);
    raw.call(POLL, buffer.structure(), 1, timeout == null ? -1 : timeout.toMillis());
    return StructPollfd.returnedEvents(buffer);
  }

  int socket(int domain, int type, int protocol) throws ErrnoException {
    int fd = (int) raw.call(SOCKET, domain, type, protocol);
    descriptors.opened(fd, "");
    return fd;
  }

  int sendto(int fd, byte[] data, byte[] address) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    int part = Math.min(data.length, UserBuffer.DATA_SIZE);
    buffer.putData(data, 0, part);
    buffer.putStructure(address);
    return (int) raw.call(SENDTO, fd, buffer.data(), part, 0, buffer.structure(), address.length);
  }

  int recvfrom(int fd, byte[] data, byte[] address) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    int part = Math.min(data.length, UserBuffer.DATA_SIZE);
    long length = buffer.structure() + address.length;
    buffer.setStructureLong(address.length, address.length);
    int done = (int) raw.call(RECVFROM, fd, buffer.data(), part, 0, buffer.structure(), length);
    buffer.getData(data, 0, done);
    buffer.structure(address.length).get(address);
    return done;
  }

  Stat fstat(int fd) throws ErrnoException {
    HostStream stream = descriptors.stream(fd);
    if (stream != null) {
      return HostStat.of(stream);
    }
    Path host = descriptors.hostFile(fd);
    if (host != null) {
      return HostStat.of(host);
    }
    UserBuffer buffer = raw.buffer();
    raw.call(FSTAT, fd, buffer.structure());
    return StructStat.read(buffer);
  }

  List<DirectoryEntry> getdents64(int fd) throws ErrnoException {
    List<DirectoryEntry> entries = new ArrayList<>();
    Path hosted = descriptors.hostFile(fd);
    if (hosted == null) {
      readEntries(fd, entries);
      String path = descriptors.pathOrNull(fd);
      hosted = path == null || entries.isEmpty() ? null : hostTree.find(path);
    } else if (!descriptors.takeUnread(fd)) {
      return entries;
    }
    if (hosted != null) {
      HostFile.addEntries(hosted, entries);
    }
    return entries;
  }

  private void readEntries(int fd, List<DirectoryEntry> entries) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    while (true) {
      int size = (int) raw.call(GETDENTS64, fd, buffer.data(), UserBuffer.DATA_SIZE);
      if (size == 0) {
        return;
      }
      byte[] bytes = new byte[size];
      buffer.getData(bytes, 0, size);
      StructDirent64.read(bytes, entries);
    }
  }
}
