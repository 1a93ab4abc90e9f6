package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;

/** openat (fs/open.c: build_open_flags, fs/namei.c: path_openat). */
final class FileOpener {
  private static final int ONLY_FOR_OPEN =
      OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_NOCTTY | OpenFlags.O_TRUNC;

  private static final int O_LARGEFILE = 0100000;
  private static final int TMPFILE_BIT = 020000000;
  private static final int VALID_FLAGS = 037777703;
  private static final int PATH_FLAGS =
      OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_PATH | OpenFlags.O_CLOEXEC;

  private final FsStruct fs;
  private final SpecialFiles specialFiles;

  FileOpener(FsStruct fs, SpecialFiles specialFiles) {
    this.fs = fs;
    this.specialFiles = specialFiles;
  }

  /** Opens {@code name}, which is not empty. */
  OpenFile open(Path start, String name, int givenFlags, int mode) throws ErrnoException {
    int flags = cleaned(givenFlags);
    Namei walk = fs.walk(start, name);
    boolean create = (flags & OpenFlags.O_CREAT) != 0;
    if (create) {
      walk.creating();
    }
    walk.toParent();
    boolean ordinary = walk.lastType() == Namei.Last.NORMAL;
    if (create && ordinary && walk.trailingSlash()) {
      throw new ErrnoException(Errno.EISDIR);
    }
    boolean follow = (flags & OpenFlags.O_NOFOLLOW) == 0 && !(create && isExclusive(flags));
    Path found = follow || walk.trailingSlash() ? walk.followLast() : walk.lookupLast();
    if (found == null) {
      if (create && walk.trailingSlash()) {
        throw new ErrnoException(Errno.EISDIR);
      }
      return created(walk, flags, mode);
    }
    if (create) {
      checkExisting(found, flags);
    }
    boolean directoryOnly = (flags & OpenFlags.O_DIRECTORY) != 0;
    if (directoryOnly || walk.trailingSlash()) {
      Namei.requireDirectory(found);
    }
    return opened(found, flags, false);
  }

  private static int cleaned(int flags) throws ErrnoException {
    if ((flags & OpenFlags.O_PATH) != 0) {
      return flags & PATH_FLAGS;
    }
    if ((flags & TMPFILE_BIT) != 0) {
      throw new ErrnoException(
          (flags & OpenFlags.O_DIRECTORY) == 0 ? Errno.EINVAL : Errno.EOPNOTSUPP);
    }
    if ((flags & OpenFlags.O_CREAT) != 0 && (flags & OpenFlags.O_DIRECTORY) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return (flags & VALID_FLAGS) | O_LARGEFILE;
  }

  private static boolean isExclusive(int flags) {
    return (flags & OpenFlags.O_EXCL) != 0;
  }

  private static void checkExisting(Path found, int flags) throws ErrnoException {
    if (isExclusive(flags)) {
      throw new ErrnoException(Errno.EEXIST);
    }
    if (found.inode().isDirectory()) {
      throw new ErrnoException(Errno.EISDIR);
    }
  }

  private OpenFile created(Namei walk, int flags, int mode) throws ErrnoException {
    Path directory = walk.directory();
    if ((flags & OpenFlags.O_CREAT) == 0) {
      throw new ErrnoException(Errno.ENOENT);
    }
    if (directory.mount().isReadOnly()) {
      throw new ErrnoException(Errno.EROFS);
    }
    if (directory.dentry().isUnlinked()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    int type = FileMode.S_IFREG | fs.masked(mode);
    Dentry dentry = directory.inode().create(directory.dentry(), walk.lastName(), type);
    Path path = new Path(directory.mount(), dentry);
    return opened(path, flags, true);
  }

  private OpenFile opened(Path path, int flags, boolean created) throws ErrnoException {
    if ((flags & OpenFlags.O_PATH) != 0) {
      return opened(new OpenFile(path, PathOnlyOperations.INSTANCE, flags));
    }
    boolean truncate = !created && (flags & OpenFlags.O_TRUNC) != 0 && path.inode().isRegular();
    int access = created ? 0 : accessMask(flags);
    mayOpen(path, access, truncate);
    FileOperations operations = operationsOf(path.inode());
    OpenFile file = opened(new OpenFile(path, operations, flags & ~OpenFlags.O_CLOEXEC));
    file.setFlags(file.flags() & ~ONLY_FOR_OPEN); // as do_dentry_open, after the driver's open
    if (truncate) {
      truncate(file);
    }
    return file;
  }

  /** handle_truncate; a file that cannot be emptied is not opened. */
  private static void truncate(OpenFile file) throws ErrnoException {
    try {
      file.inode().truncate(0);
    } catch (ErrnoException e) {
      file.hold();
      file.drop();
      throw e;
    }
  }

  private static OpenFile opened(OpenFile file) throws ErrnoException {
    file.open();
    return file;
  }

  /** ACC_MODE, and O_TRUNC wants to write. */
  private static int accessMask(int flags) {
    int access =
        switch (flags & OpenFlags.O_ACCMODE) {
          case OpenFlags.O_RDONLY -> Inode.MAY_READ;
          case OpenFlags.O_WRONLY -> Inode.MAY_WRITE;
          default -> Inode.MAY_READ | Inode.MAY_WRITE;
        };
    return (flags & OpenFlags.O_TRUNC) != 0 ? access | Inode.MAY_WRITE : access;
  }

  /** may_open and mnt_want_write. */
  private static void mayOpen(Path path, int access, boolean truncate) throws ErrnoException {
    Inode inode = path.inode();
    boolean writes = (access & Inode.MAY_WRITE) != 0;
    if (truncate && path.mount().isReadOnly()) {
      throw new ErrnoException(Errno.EROFS);
    }
    if (inode.isSymbolicLink()) {
      throw new ErrnoException(Errno.ELOOP);
    }
    if (inode.isDirectory() && writes) {
      throw new ErrnoException(Errno.EISDIR);
    }
    if (inode.isRegular() && writes && path.mount().isReadOnly()) {
      throw new ErrnoException(Errno.EROFS);
    }
    inode.permission(access);
  }

  private FileOperations operationsOf(Inode inode) throws ErrnoException {
    FileOperations own = inode.isDirectory() ? DirectoryOperations.INSTANCE : inode.operations();
    return own == null ? specialFiles.operations(inode) : own;
  }
}
