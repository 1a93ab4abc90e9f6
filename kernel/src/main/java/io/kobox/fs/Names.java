package io.kobox.fs;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The system calls that work on names rather than on open files (fs/namei.c, fs/stat.c, fs/open.c),
 * for one process.
 */
final class Names {
  private static final int PATH_MAX = 4096;
  private static final int AT_NO_AUTOMOUNT = 0x800;
  private static final int AT_STATX_SYNC_TYPE = 0x6000;

  private final FsStruct fs;
  private final FileDescriptorTable descriptors;

  Names(FsStruct fs, FileDescriptorTable descriptors) {
    this.fs = fs;
    this.descriptors = descriptors;
  }

  /* From a name to a place */

  /** getname: a C string ends at its first NUL; ENOENT if empty, ENAMETOOLONG. */
  static String name(String path) throws ErrnoException {
    String name = nameOrEmpty(path);
    if (name.isEmpty()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    return name;
  }

  static String nameOrEmpty(String path) throws ErrnoException {
    int end = path.indexOf('\0');
    String name = end < 0 ? path : path.substring(0, end);
    if (name.length() >= PATH_MAX) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    return name;
  }

  /** Where a walk along {@code name} begins (path_init). */
  Path start(int dirfd, String name) throws ErrnoException {
    if (name.startsWith("/")) {
      return fs.root();
    }
    if (dirfd == OpenFlags.AT_FDCWD) {
      return fs.workingDirectory();
    }
    Path path = descriptors.get(dirfd).path();
    if (!name.isEmpty()) {
      Namei.requireDirectory(path);
    }
    return path;
  }

  Path lookup(int dirfd, String path, boolean follow) throws ErrnoException {
    String name = name(path);
    return fs.walk(start(dirfd, name), name).lookup(follow);
  }

  /** With AT_EMPTY_PATH and no name: {@code dirfd} itself. */
  Path lookupWithFlags(int dirfd, String path, int flags) throws ErrnoException {
    String name = nameOrEmpty(path);
    if (name.isEmpty() && (flags & OpenFlags.AT_EMPTY_PATH) != 0) {
      return start(dirfd, name);
    }
    return lookup(dirfd, name, (flags & OpenFlags.AT_SYMLINK_NOFOLLOW) == 0);
  }

  private Namei parentOf(int dirfd, String path) throws ErrnoException {
    String name = name(path);
    Namei walk = fs.walk(start(dirfd, name), name);
    walk.toParent();
    return walk;
  }

  private static void checkFlags(int flags, int allowed) throws ErrnoException {
    if ((flags & ~allowed) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
  }

  /* Attributes */

  Stat newfstatat(int dirfd, String path, int flags) throws ErrnoException {
    checkFlags(
        flags,
        OpenFlags.AT_SYMLINK_NOFOLLOW
            | OpenFlags.AT_EMPTY_PATH
            | AT_NO_AUTOMOUNT
            | AT_STATX_SYNC_TYPE);
    return lookupWithFlags(dirfd, path, flags).inode().stat();
  }

  void fchmodat(int dirfd, String path, int mode) throws ErrnoException {
    Path found = lookup(dirfd, path, true);
    requireWritable(found.mount());
    found.inode().changeMode(mode & 07777);
  }

  void fchownat(int dirfd, String path, int uid, int gid, int flags) throws ErrnoException {
    checkFlags(flags, OpenFlags.AT_SYMLINK_NOFOLLOW | OpenFlags.AT_EMPTY_PATH);
    Path found = lookupWithFlags(dirfd, path, flags);
    requireWritable(found.mount());
    found.inode().changeOwner(uid, gid);
  }

  void utimensat(int dirfd, String path, long atime, long mtime, int flags) throws ErrnoException {
    checkFlags(flags, OpenFlags.AT_SYMLINK_NOFOLLOW | OpenFlags.AT_EMPTY_PATH);
    Path found = lookupWithFlags(dirfd, path, flags);
    requireWritable(found.mount());
    found.inode().changeTimes(atime, mtime);
  }

  void faccessat(int dirfd, String path, int mode) throws ErrnoException {
    checkFlags(mode, Inode.MAY_READ | Inode.MAY_WRITE | Inode.MAY_EXEC);
    Path found = lookup(dirfd, path, true);
    Inode inode = found.inode();
    inode.permission(mode);
    boolean stored = inode.isRegular() || inode.isDirectory();
    if ((mode & Inode.MAY_WRITE) != 0 && stored) {
      requireWritable(found.mount());
    }
  }

  String readlinkat(int dirfd, String path) throws ErrnoException {
    String name = nameOrEmpty(path);
    Path found = name.isEmpty() ? start(dirfd, name) : lookup(dirfd, name, false);
    if (!found.inode().isSymbolicLink()) {
      throw new ErrnoException(name.isEmpty() ? Errno.ENOENT : Errno.EINVAL);
    }
    Path magic = found.inode().magicLink();
    return magic == null ? found.inode().readLink() : fs.namespace().name(magic);
  }

  private static void requireWritable(Mount mount) throws ErrnoException {
    if (mount.isReadOnly()) {
      throw new ErrnoException(Errno.EROFS);
    }
  }

  /* Making names */

  /** A directory and a name in it that is free (filename_create). */
  private record NewName(Path directory, String name) {
    Inode inode() {
      return directory.inode();
    }

    Dentry dentry() {
      return directory.dentry();
    }
  }

  private NewName newName(int dirfd, String path, boolean forDirectory) throws ErrnoException {
    Namei walk = parentOf(dirfd, path).creating();
    if (walk.lastType() != Namei.Last.NORMAL || walk.lookupLast() != null) {
      throw new ErrnoException(Errno.EEXIST);
    }
    if (walk.trailingSlash() && !forDirectory) {
      throw new ErrnoException(Errno.ENOENT);
    }
    requireWritable(walk.directory().mount());
    mayWrite(walk.directory().inode());
    if (walk.directory().dentry().isUnlinked()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    return new NewName(walk.directory(), walk.lastName());
  }

  void mkdirat(int dirfd, String path, int mode) throws ErrnoException {
    NewName made = newName(dirfd, path, true);
    int allowed = mode & (0777 | FileMode.S_ISVTX);
    made.inode().mkdir(made.dentry(), made.name(), FileMode.S_IFDIR | fs.masked(allowed));
  }

  void mknodat(int dirfd, String path, int mode, long dev) throws ErrnoException {
    int type = mode & FileMode.S_IFMT;
    switch (type) {
      case 0,
          FileMode.S_IFREG,
          FileMode.S_IFCHR,
          FileMode.S_IFBLK,
          FileMode.S_IFIFO,
          FileMode.S_IFSOCK -> {}
      case FileMode.S_IFDIR -> throw new ErrnoException(Errno.EPERM);
      default -> throw new ErrnoException(Errno.EINVAL);
    }
    NewName made = newName(dirfd, path, false);
    int permissions = fs.masked(mode);
    if (type == 0 || type == FileMode.S_IFREG) {
      made.inode().create(made.dentry(), made.name(), FileMode.S_IFREG | permissions);
    } else {
      boolean device = type == FileMode.S_IFCHR || type == FileMode.S_IFBLK;
      made.inode().mknod(made.dentry(), made.name(), type | permissions, device ? dev : 0);
    }
  }

  void symlinkat(String target, int dirfd, String path) throws ErrnoException {
    String checkedTarget = name(target);
    NewName made = newName(dirfd, path, false);
    made.inode().symlink(made.dentry(), made.name(), checkedTarget);
  }

  void linkat(int oldDirfd, String oldPath, int newDirfd, String newPath, int flags)
      throws ErrnoException {
    checkFlags(flags, OpenFlags.AT_SYMLINK_FOLLOW | OpenFlags.AT_EMPTY_PATH);
    boolean follow = (flags & OpenFlags.AT_SYMLINK_FOLLOW) != 0;
    Path old =
        nameOrEmpty(oldPath).isEmpty()
            ? lookupWithFlags(oldDirfd, oldPath, flags)
            : lookup(oldDirfd, oldPath, follow);
    NewName made = newName(newDirfd, newPath, false);
    if (made.directory().mount() != old.mount()) {
      throw new ErrnoException(Errno.EXDEV);
    }
    if (old.inode().isDirectory()) {
      throw new ErrnoException(Errno.EPERM);
    }
    if (old.inode().linkCount() == 0) {
      throw new ErrnoException(Errno.ENOENT);
    }
    made.inode().link(old.inode(), made.dentry(), made.name());
  }

  /* Removing names */

  void unlinkat(int dirfd, String path, int flags) throws ErrnoException {
    checkFlags(flags, OpenFlags.AT_REMOVEDIR);
    if (flags == 0) {
      unlink(dirfd, path);
    } else {
      rmdir(dirfd, path);
    }
  }

  private void unlink(int dirfd, String path) throws ErrnoException {
    Namei walk = parentOf(dirfd, path);
    if (walk.lastType() != Namei.Last.NORMAL) {
      throw new ErrnoException(Errno.EISDIR);
    }
    Dentry victim = existing(walk);
    if (victim.inode().isDirectory()) {
      throw new ErrnoException(Errno.EISDIR);
    }
    if (walk.trailingSlash()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    requireNoMount(victim);
    walk.directory().inode().unlink(walk.directory().dentry(), victim);
  }

  private void rmdir(int dirfd, String path) throws ErrnoException {
    Namei walk = parentOf(dirfd, path);
    switch (walk.lastType()) {
      case DOT_DOT -> throw new ErrnoException(Errno.ENOTEMPTY);
      case DOT -> throw new ErrnoException(Errno.EINVAL);
      case ROOT -> throw new ErrnoException(Errno.EBUSY);
      case NORMAL -> {}
    }
    Dentry victim = existing(walk);
    if (!victim.inode().isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    requireNoMount(victim);
    walk.directory().inode().rmdir(walk.directory().dentry(), victim);
  }

  /** The last component in its own directory, under whatever is mounted on it. */
  private static Dentry existing(Namei walk) throws ErrnoException {
    Path directory = walk.directory();
    requireWritable(directory.mount());
    Dentry dentry = directory.inode().lookup(directory.dentry(), walk.lastName());
    if (dentry == null) {
      throw new ErrnoException(Errno.ENOENT);
    }
    mayWrite(directory.inode());
    return dentry;
  }

  private static void mayWrite(Inode directory) throws ErrnoException {
    directory.permission(Inode.MAY_WRITE | Inode.MAY_EXEC);
  }

  private void requireNoMount(Dentry dentry) throws ErrnoException {
    if (fs.namespace().isMountPoint(dentry)) {
      throw new ErrnoException(Errno.EBUSY);
    }
  }

  /* Renaming */

  void renameat(int oldDirfd, String oldPath, int newDirfd, String newPath) throws ErrnoException {
    Namei from = parentOf(oldDirfd, oldPath);
    Namei to = parentOf(newDirfd, newPath);
    if (from.directory().mount() != to.directory().mount()) {
      throw new ErrnoException(Errno.EXDEV);
    }
    if (from.lastType() != Namei.Last.NORMAL || to.lastType() != Namei.Last.NORMAL) {
      throw new ErrnoException(Errno.EBUSY);
    }
    Dentry moved = existing(from);
    Dentry above = to.directory().dentry();
    Dentry replaced = above.inode().lookupForCreation(above, to.lastName());
    boolean directory = moved.inode().isDirectory();
    if (!directory && (from.trailingSlash() || to.trailingSlash())) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if (moved.isAncestorOf(above)) {
      throw new ErrnoException(Errno.EINVAL);
    }
    if (replaced != null && replaced.isAncestorOf(from.directory().dentry())) {
      throw new ErrnoException(Errno.ENOTEMPTY);
    }
    if (replaced != null && replaced.inode().equals(moved.inode())) {
      return;
    }
    checkReplaced(directory, above, replaced);
    requireNoMount(moved);
    from.directory().inode().rename(moved, above, to.lastName(), replaced);
  }

  /** may_create or may_delete for the target, and its mounts. */
  private void checkReplaced(boolean directory, Dentry target, @Nullable Dentry replaced)
      throws ErrnoException {
    if (target.isUnlinked()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    mayWrite(target.inode());
    if (replaced == null) {
      return;
    }
    if (directory && !replaced.inode().isDirectory()) {
      throw new ErrnoException(Errno.ENOTDIR);
    }
    if (!directory && replaced.inode().isDirectory()) {
      throw new ErrnoException(Errno.EISDIR);
    }
    requireNoMount(replaced);
  }

  /* Directories */

  void chdir(String path) throws ErrnoException {
    Path found = lookup(OpenFlags.AT_FDCWD, path, true);
    Namei.requireDirectory(found);
    fs.setWorkingDirectory(found);
  }

  List<DirectoryEntry> getdents64(int fd) throws ErrnoException {
    OpenFile file = descriptors.getForIo(fd);
    return file.operations().iterate(file);
  }
}
