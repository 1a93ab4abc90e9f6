package io.kobox.image;

import static io.kobox.image.SyscallNumber.*;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The machine's files laid over the host's, for one process. Where the machine has none, the host's
 * can be read; where something new is made in a directory that only the host has, the machine gets
 * one of its own there.
 */
final class HostView {
  private static final int DIRECTORY_MODE = 0755;

  private final RawCalls raw;
  private final Descriptors descriptors;
  private final HostTree hostTree;

  HostView(RawCalls raw, Descriptors descriptors, HostTree hostTree) {
    this.raw = raw;
    this.descriptors = descriptors;
    this.hostTree = hostTree;
  }

  /** Makes something new. */
  @FunctionalInterface
  interface Creation {
    void run() throws ErrnoException;
  }

  /* Paths */

  String absolute(int dirfd, String path) throws ErrnoException {
    if (path.startsWith("/")) {
      return path;
    }
    String directory = dirfd == OpenFlags.AT_FDCWD ? workingDirectory() : descriptors.path(dirfd);
    return directory + "/" + path;
  }

  String workingDirectory() throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    int size = (int) raw.call(GETCWD, buffer.data(), UserBuffer.DATA_SIZE);
    byte[] path = new byte[size];
    buffer.getData(path, 0, size);
    return CString.at(path, 0);
  }

  /** The machine's own file at {@code path}, whatever the host has; null: none. */
  @Nullable Stat ownStat(String path) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    long result =
        raw.result(NEWFSTATAT, OpenFlags.AT_FDCWD, buffer.path(path), buffer.structure(), 0);
    return result < 0 ? null : StructStat.read(buffer);
  }

  /**
   * The host's file of that name, if the machine has none; null: there is none either.
   *
   * @param e what the machine's kernel said
   */
  @Nullable Path file(int dirfd, String path, ErrnoException e) throws ErrnoException {
    boolean missing = e.errno() == Errno.ENOENT && !path.isEmpty();
    return missing ? hostTree.find(absolute(dirfd, path)) : null;
  }

  /* Directories that become the machine's */

  /** Makes something new at a path, in a directory that may be only the host's until now. */
  void create(int dirfd, String path, Creation creation) throws ErrnoException {
    try {
      creation.run();
    } catch (ErrnoException e) {
      if (!makeParent(dirfd, path, e)) {
        throw e;
      }
      creation.run();
    }
  }

  /** If a directory is missing that the host has, the machine gets one of its own. */
  boolean makeParent(int dirfd, String path, ErrnoException e) throws ErrnoException {
    String absolute = HostTree.normalize(absolute(dirfd, path));
    String parent = absolute.substring(0, absolute.lastIndexOf('/'));
    Path host = parent.isEmpty() ? null : hostTree.find(parent);
    if (e.errno() != Errno.ENOENT
        || host == null
        || !Files.isDirectory(host)
        || ownStat(parent) != null) {
      return false;
    }
    makeDirectories(parent);
    return true;
  }

  /** A directory of the host becomes one of the machine, with those above it. */
  void makeDirectories(String path) throws ErrnoException {
    for (int slash = path.indexOf('/', 1); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      makeDirectory(path.substring(0, slash));
    }
    makeDirectory(path);
  }

  private void makeDirectory(String path) throws ErrnoException {
    int here = OpenFlags.AT_FDCWD;
    try {
      create(here, path, () -> raw.call(MKDIRAT, here, raw.buffer().path(path), DIRECTORY_MODE));
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EEXIST) {
        throw e;
      }
    }
  }

  /* The host's files, opened */

  /**
   * Opens a file of the host, which becomes one in memory, or a directory.
   *
   * @param path its name in the machine
   */
  int open(Path host, String path, int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_ACCMODE) != OpenFlags.O_RDONLY || (flags & OpenFlags.O_TRUNC) != 0) {
      throw new ErrnoException(Errno.EROFS);
    }
    if (Files.isDirectory(host)) {
      int fd = placeholder();
      descriptors.opened(fd, path);
      descriptors.setHostDirectory(fd, host);
      return fd;
    }
    if ((flags & OpenFlags.O_DIRECTORY) != 0) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    int fd = copy(host);
    descriptors.opened(fd, path);
    descriptors.setHostFile(fd, host);
    return fd;
  }

  /** A descriptor number that nothing else gets. */
  int placeholder() throws ErrnoException {
    long path = raw.buffer().path("/dev/null");
    return (int) raw.call(OPENAT, OpenFlags.AT_FDCWD, path, OpenFlags.O_RDWR, 0);
  }

  private int copy(Path host) throws ErrnoException {
    byte[] content = HostFile.content(host);
    UserBuffer buffer = raw.buffer();
    int fd = (int) raw.call(MEMFD_CREATE, buffer.path(String.valueOf(host.getFileName())), 0);
    int done = 0;
    while (done < content.length) {
      int part = Math.min(content.length - done, UserBuffer.DATA_SIZE);
      buffer.putData(content, done, part);
      done += (int) raw.call(WRITE, fd, buffer.data(), part);
    }
    raw.call(LSEEK, fd, 0, SystemCalls.SEEK_SET);
    return fd;
  }
}
