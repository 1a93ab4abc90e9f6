package io.kobox.image;

import static io.kobox.image.SyscallNumber.*;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The calls of a process that name files: asked of the machine first, then of the host. */
final class NameCalls {
  private final RawCalls raw;
  private final Descriptors descriptors;
  private final HostView view;

  NameCalls(RawCalls raw, Descriptors descriptors, HostView view) {
    this.raw = raw;
    this.descriptors = descriptors;
    this.view = view;
  }

  int openat(int dirfd, String path, int flags, int mode) throws ErrnoException {
    try {
      int fd = (int) raw.call(OPENAT, dirfd, raw.buffer().path(path), flags, mode);
      descriptors.opened(fd, view.absolute(dirfd, path));
      if ((flags & OpenFlags.O_CLOEXEC) != 0) {
        descriptors.closeOnExec(fd);
      }
      return fd;
    } catch (ErrnoException e) {
      Path host = view.file(dirfd, path, e);
      if (host != null) {
        return view.open(host, view.absolute(dirfd, path), flags);
      }
      if ((flags & OpenFlags.O_CREAT) != 0 && view.makeParent(dirfd, path, e)) {
        return openat(dirfd, path, flags, mode);
      }
      throw e;
    }
  }

  Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    try {
      raw.call(NEWFSTATAT, dirfd, buffer.path(path), buffer.structure(), flags);
      return StructStat.read(buffer);
    } catch (ErrnoException e) {
      Path host = view.file(dirfd, path, e);
      if (host == null) {
        throw e;
      }
      return HostStat.of(host);
    }
  }

  String readlinkat(int dirfd, String path) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    try {
      int size =
          (int) raw.call(READLINKAT, dirfd, buffer.path(path), buffer.data(), UserBuffer.DATA_SIZE);
      byte[] target = new byte[size];
      buffer.getData(target, 0, size);
      return new String(target, StandardCharsets.ISO_8859_1);
    } catch (ErrnoException e) {
      Path host = view.file(dirfd, path, e);
      if (host == null) {
        throw e;
      }
      return HostFile.target(host);
    }
  }

  void faccessat(int dirfd, String path, int mode) throws ErrnoException {
    try {
      raw.call(FACCESSAT, dirfd, raw.buffer().path(path), mode);
    } catch (ErrnoException e) {
      if (view.file(dirfd, path, e) == null) {
        throw e;
      }
    }
  }

  void chdir(String path) throws ErrnoException {
    try {
      raw.call(CHDIR, raw.buffer().path(path));
    } catch (ErrnoException e) {
      Path host = view.file(OpenFlags.AT_FDCWD, path, e);
      if (host == null) {
        throw e;
      }
      if (!Files.isDirectory(host)) {
        throw new ErrnoException(Errno.ENOTDIR);
      }
      String absolute = HostTree.normalize(view.absolute(OpenFlags.AT_FDCWD, path));
      view.makeDirectories(absolute);
      raw.call(CHDIR, raw.buffer().path(absolute));
    }
  }

  void mkdirat(int dirfd, String path, int mode) throws ErrnoException {
    view.create(dirfd, path, () -> raw.call(MKDIRAT, dirfd, raw.buffer().path(path), mode));
  }

  void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException {
    int device = (Stat.minor(dev) & 0xff) | Stat.major(dev) << 8 | (Stat.minor(dev) & ~0xff) << 12;
    view.create(dirfd, path, () -> raw.call(MKNODAT, dirfd, raw.buffer().path(path), mode, device));
  }

  void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    view.create(
        newDirfd,
        newPath,
        () ->
            raw.call(
                RENAMEAT, oldDirfd, buffer.path(oldPath), newDirfd, buffer.secondPath(newPath)));
  }

  void symlinkat(String target, int dirfd, String path) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    view.create(
        dirfd,
        path,
        () -> raw.call(SYMLINKAT, buffer.path(target), dirfd, buffer.secondPath(path)));
  }

  void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    raw.call(LINKAT, oldDirfd, buffer.path(oldPath), newDirfd, buffer.secondPath(newPath), flags);
  }

  void unlinkat(int dirfd, String path, int flags) throws ErrnoException {
    raw.call(UNLINKAT, dirfd, raw.buffer().path(path), flags);
  }

  void fchmodat(int dirfd, String path, int mode) throws ErrnoException {
    raw.call(FCHMODAT, dirfd, raw.buffer().path(path), mode);
  }

  void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException {
    raw.call(FCHOWNAT, dirfd, raw.buffer().path(path), uid, gid, flags);
  }

  void utimensat(int dirfd, String path, long atime, long mtime, int flags) throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    StructTimespec.write(buffer, 0, Duration.ofNanos(atime));
    StructTimespec.write(buffer, StructTimespec.SIZE, Duration.ofNanos(mtime));
    raw.call(UTIMENSAT, dirfd, buffer.path(path), buffer.structure(), flags);
  }

  void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException {
    UserBuffer buffer = raw.buffer();
    long options = data.isEmpty() ? 0 : options(buffer, data);
    raw.call(
        MOUNT, buffer.path(source), buffer.secondPath(target), buffer.string(type), flags, options);
  }

  private static long options(UserBuffer buffer, String text) {
    byte[] bytes = CString.of(text);
    buffer.putData(bytes, 0, bytes.length);
    return buffer.data();
  }

  void umount2(String target, int flags) throws ErrnoException {
    raw.call(UMOUNT2, raw.buffer().path(target), flags);
  }
}
