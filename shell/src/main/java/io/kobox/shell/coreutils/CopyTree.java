package io.kobox.shell.coreutils;

import io.kobox.shell.command.Options;
import io.kobox.shell.command.PathNames;
import io.kobox.shell.command.Session;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.OpenFlags;
import io.kobox.syscalls.Stat;
import io.kobox.syscalls.SystemCalls;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies a file or a whole tree (busybox libbb/copy_file.c). */
final class CopyTree {
  private final Session session;
  private final SystemCalls calls;
  private final String name;
  private final boolean recursive;
  private final boolean followLinks;
  private final boolean preserve;
  private final boolean force;
  private final boolean keepExisting;
  private final boolean onlyNewer;
  private final char link;

  CopyTree(Session session, String name, Options options) {
    this.session = session;
    this.calls = session.calls();
    this.name = name;
    this.recursive = options.last("arR") != 0;
    this.followLinks = options.has('L') || (!recursive && options.last("adP") == 0);
    this.preserve = options.last("ap") != 0;
    this.force = options.has('f');
    this.keepExisting = options.has('n');
    this.onlyNewer = options.has('u');
    this.link = options.last("ls");
  }

  int copy(String source, String target) throws ErrnoException {
    return copy(source, target, 0);
  }

  private int copy(String source, String target, int depth) throws ErrnoException {
    Stat stat;
    try {
      int flags = followLinks ? 0 : OpenFlags.AT_SYMLINK_NOFOLLOW;
      stat = calls.newfstatat(OpenFlags.AT_FDCWD, source, flags);
    } catch (ErrnoException e) {
      return fail("can't stat '" + source + "'", e);
    }
    Stat existing;
    try {
      existing = existing(target);
    } catch (ErrnoException e) {
      return fail("can't stat '" + target + "'", e);
    }
    if (existing != null && existing.ino() == stat.ino() && existing.dev() == stat.dev()) {
      session.error(name + ": '" + source + "' and '" + target + "' are the same file");
      return 1;
    }
    if (FileMode.isDirectory(stat.mode())) {
      return copyDirectory(source, target, stat, existing, depth);
    }
    if (existing != null && (keepExisting || (onlyNewer && existing.mtime() >= stat.mtime()))) {
      return 0;
    }
    int status = link != 0 ? makeLink(source, target) : copyFile(source, target, stat, existing);
    return status == 0 && preserve ? copyAttributes(target, stat) : status;
  }

  private @Nullable Stat existing(String target) throws ErrnoException {
    try {
      return calls.newfstatat(OpenFlags.AT_FDCWD, target, 0);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOENT) {
        return null;
      }
      throw e;
    }
  }

  private int copyDirectory(
      String source, String target, Stat stat, @Nullable Stat existing, int depth)
      throws ErrnoException {
    if (!recursive || depth == FileTree.MAX_DEPTH) {
      session.error(name + ": omitting directory '" + source + "'");
      return 1;
    }
    if (existing != null && !FileMode.isDirectory(existing.mode())) {
      session.error(name + ": target '" + target + "' is not a directory");
      return 1;
    }
    List<String> names;
    try {
      names = FileTree.names(calls, source);
    } catch (ErrnoException e) {
      return fail("can't open '" + source + "'", e);
    }
    if (existing == null) {
      try {
        calls.mkdirat(OpenFlags.AT_FDCWD, target, (stat.mode() & 0777) | 0700);
      } catch (ErrnoException e) {
        return fail("can't create directory '" + target + "'", e);
      }
    }
    int status = 0;
    for (String child : names) {
      status |= copy(PathNames.join(source, child), PathNames.join(target, child), depth + 1);
    }
    return preserve ? status | copyAttributes(target, stat) : status;
  }

  private int makeLink(String source, String target) throws ErrnoException {
    try {
      if (link == 's') {
        calls.symlinkat(source, OpenFlags.AT_FDCWD, target);
      } else {
        calls.linkat(OpenFlags.AT_FDCWD, source, OpenFlags.AT_FDCWD, target, 0);
      }
      return 0;
    } catch (ErrnoException e) {
      return fail("can't create link '" + target + "'", e);
    }
  }

  private int copyFile(String source, String target, Stat stat, @Nullable Stat existing)
      throws ErrnoException {
    int type = stat.mode() & FileMode.S_IFMT;
    boolean special = type != FileMode.S_IFREG && type != FileMode.S_IFLNK;
    if (type == FileMode.S_IFLNK || (special && recursive)) {
      return copySpecial(source, target, stat);
    }
    int from;
    try {
      from = calls.openat(OpenFlags.AT_FDCWD, source, OpenFlags.O_RDONLY, 0);
    } catch (ErrnoException e) {
      return fail("can't open '" + source + "'", e);
    }
    try {
      int to;
      try {
        to = create(target, stat.mode() & 0777, existing);
      } catch (ErrnoException e) {
        return fail("can't create '" + target + "'", e);
      }
      try {
        FileTree.copyBytes(calls, from, to);
      } finally {
        calls.close(to);
      }
      return 0;
    } catch (ErrnoException e) {
      return fail("can't copy '" + source + "'", e);
    } finally {
      calls.close(from);
    }
  }

  private int create(String target, int mode, @Nullable Stat existing) throws ErrnoException {
    int flags = OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_TRUNC;
    try {
      return calls.openat(OpenFlags.AT_FDCWD, target, flags, mode);
    } catch (ErrnoException e) {
      if (existing == null || !force) {
        throw e;
      }
      calls.unlinkat(OpenFlags.AT_FDCWD, target, 0);
      return calls.openat(OpenFlags.AT_FDCWD, target, flags, mode);
    }
  }

  private int copySpecial(String source, String target, Stat stat) throws ErrnoException {
    try {
      if (FileTree.lstat(calls, target) != null) {
        calls.unlinkat(OpenFlags.AT_FDCWD, target, 0);
      }
      if (FileMode.isSymbolicLink(stat.mode())) {
        String where = calls.readlinkat(OpenFlags.AT_FDCWD, source);
        calls.symlinkat(where, OpenFlags.AT_FDCWD, target);
      } else {
        calls.mknodat(OpenFlags.AT_FDCWD, target, stat.mode(), stat.rdev());
      }
      return 0;
    } catch (ErrnoException e) {
      return fail("can't create '" + target + "'", e);
    }
  }

  private int copyAttributes(String target, Stat stat) throws ErrnoException {
    try {
      calls.utimensat(
          OpenFlags.AT_FDCWD, target, stat.atime(), stat.mtime(), OpenFlags.AT_SYMLINK_NOFOLLOW);
      calls.fchownat(
          OpenFlags.AT_FDCWD, target, stat.uid(), stat.gid(), OpenFlags.AT_SYMLINK_NOFOLLOW);
      if (!FileMode.isSymbolicLink(stat.mode())) {
        calls.fchmodat(OpenFlags.AT_FDCWD, target, stat.mode() & 07777);
      }
      return 0;
    } catch (ErrnoException e) {
      return fail("can't preserve attributes of '" + target + "'", e);
    }
  }

  private int fail(String what, ErrnoException e) throws ErrnoException {
    session.error(name + ": " + what + ": " + e.getMessage());
    return 1;
  }
}
