package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;

/** Where a process stands in the file tree (struct fs_struct): root, working directory, umask. */
public final class FsStruct {
  private static final int PATH_MAX = 4096;

  private final MountNamespace namespace;
  private final Path root;
  private Path workingDirectory;
  private int umask;

  public FsStruct(MountNamespace namespace, Path workingDirectory, int umask) {
    this.namespace = namespace;
    this.root = namespace.top(namespace.root().rootPath());
    this.workingDirectory = workingDirectory;
    this.umask = umask;
    workingDirectory.mount().hold();
  }

  /** fork: a copy (copy_fs_struct). */
  public FsStruct fork() {
    return new FsStruct(namespace, workingDirectory, umask);
  }

  /** The process ended (exit_fs). */
  public void exit() {
    workingDirectory.mount().drop();
  }

  public MountNamespace namespace() {
    return namespace;
  }

  public Path root() {
    return root;
  }

  public Path workingDirectory() {
    return workingDirectory;
  }

  public void setWorkingDirectory(Path directory) {
    directory.mount().hold();
    workingDirectory.mount().drop();
    workingDirectory = directory;
  }

  /** Goes to an absolute directory if there is one of that name. */
  public void enter(String name) {
    try {
      Path found = walk(root, name).lookup(true);
      Namei.requireDirectory(found);
      setWorkingDirectory(found);
    } catch (ErrnoException e) {
      // it stays where it is
    }
  }

  /** getcwd: ENOENT when it was removed, ENAMETOOLONG. */
  public String workingDirectoryName() throws ErrnoException {
    if (workingDirectory.dentry().isUnlinked()) {
      throw new ErrnoException(Errno.ENOENT);
    }
    String name = namespace.name(workingDirectory);
    if (name.length() >= PATH_MAX) {
      throw new ErrnoException(Errno.ENAMETOOLONG);
    }
    return name;
  }

  public int umask() {
    return umask;
  }

  public void setUmask(int mask) {
    umask = mask & 0777;
  }

  /** {@code mode} without what the umask takes away; only the permission bits. */
  int masked(int mode) {
    return mode & (0777 | FileMode.S_ISUID | FileMode.S_ISGID | FileMode.S_ISVTX) & ~umask;
  }

  Namei walk(Path start, String name) {
    return new Namei(namespace, root, start, name);
  }
}
