package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;

/** mount and umount2 (fs/namespace.c: path_mount, ksys_umount). */
final class MountCalls {
  private static final long MS_RDONLY = 1;
  private static final long MS_REMOUNT = 32;
  private static final long MS_BIND = 4096;
  private static final long MS_MOVE = 8192;
  private static final long PROPAGATION = (1 << 17) | (1 << 18) | (1 << 19) | (1 << 20);

  private static final int MNT_FORCE = 1;
  private static final int MNT_DETACH = 2;
  private static final int MNT_EXPIRE = 4;
  private static final int UMOUNT_NOFOLLOW = 8;

  private final Vfs vfs;
  private final Names names;

  MountCalls(Vfs vfs, Names names) {
    this.vfs = vfs;
    this.names = names;
  }

  void mount(String source, String target, String type, long flags, String data)
      throws ErrnoException {
    Path place = names.lookup(OpenFlags.AT_FDCWD, target, true);
    boolean readOnly = (flags & MS_RDONLY) != 0;
    if ((flags & MS_REMOUNT) != 0) {
      requireMounted(place).setReadOnly(readOnly);
    } else if ((flags & MS_BIND) != 0) {
      Path bound = names.lookup(OpenFlags.AT_FDCWD, source, true);
      String boundSource = bound.mount().source();
      vfs.namespace().mount(boundSource, bound.dentry(), place, bound.mount().isReadOnly());
    } else if ((flags & PROPAGATION) != 0) {
      requireMounted(place);
    } else if ((flags & MS_MOVE) != 0) {
      // moving mounts is not simulated
      throw new ErrnoException(Errno.EINVAL);
    } else {
      mountNew(source, place, type, readOnly, data);
    }
  }

  private void mountNew(String source, Path place, String type, boolean readOnly, String data)
      throws ErrnoException {
    if (type.isEmpty()) {
      throw new ErrnoException(Errno.EINVAL);
    }
    FileSystemType found = vfs.fileSystemTypes().lookup(type);
    if (found == null) {
      throw new ErrnoException(Errno.ENODEV);
    }
    Dentry root = found.mount(source, data);
    vfs.namespace().mount(source.isEmpty() ? "none" : source, root, place, readOnly);
  }

  private static Mount requireMounted(Path place) throws ErrnoException {
    if (place.mount().root() != place.dentry()) {
      throw new ErrnoException(Errno.EINVAL);
    }
    return place.mount();
  }

  void umount2(String target, int flags) throws ErrnoException {
    int known = MNT_FORCE | MNT_DETACH | MNT_EXPIRE | UMOUNT_NOFOLLOW;
    if ((flags & ~known) != 0) {
      throw new ErrnoException(Errno.EINVAL);
    }
    boolean follow = (flags & UMOUNT_NOFOLLOW) == 0;
    Path place = names.lookup(OpenFlags.AT_FDCWD, target, follow);
    vfs.namespace().unmount(place, (flags & MNT_DETACH) != 0);
  }
}
