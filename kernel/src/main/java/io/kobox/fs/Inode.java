package io.kobox.fs;

import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;
import io.kobox.syscalls.Stat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file, whatever its names (struct inode with struct inode_operations). Each default gives what
 * fs/namei.c answers when a file system lacks the method. The caller has checked names, kinds and
 * read-only mounts; a method does the work and what only its file system can check.
 */
public abstract class Inode {
  /** MAY_EXEC, MAY_WRITE and MAY_READ of {@link #permission}. */
  public static final int MAY_EXEC = 1;

  public static final int MAY_WRITE = 2;
  public static final int MAY_READ = 4;

  private static final int PERMISSION_BITS = 07777;
  private static final int PAGE_SIZE = 4096;

  private final SuperBlock superBlock;
  private final long number;
  private int mode;
  private int uid;
  private int gid;
  private int linkCount;
  private long rdev;
  private long accessTime;
  private long modifyTime;
  private long changeTime;

  /** {@code mode} holds the type's bits; the times are now. */
  protected Inode(SuperBlock superBlock, int mode) {
    this(superBlock, superBlock.nextInodeNumber(), mode);
  }

  /** The same with a number of one's own choice. */
  protected Inode(SuperBlock superBlock, long number, int mode) {
    this.superBlock = superBlock;
    this.number = number;
    this.mode = mode;
    this.linkCount = FileMode.isDirectory(mode) ? 2 : 1;
    long now = superBlock.now();
    accessTime = now;
    modifyTime = now;
    changeTime = now;
  }

  public final SuperBlock superBlock() {
    return superBlock;
  }

  public final long number() {
    return number;
  }

  public final int mode() {
    return mode;
  }

  public final int type() {
    return mode & FileMode.S_IFMT;
  }

  public final boolean isDirectory() {
    return FileMode.isDirectory(mode);
  }

  public final boolean isSymbolicLink() {
    return FileMode.isSymbolicLink(mode);
  }

  public final boolean isRegular() {
    return FileMode.isRegular(mode);
  }

  public int linkCount() {
    return linkCount;
  }

  public final void addLinks(int difference) {
    linkCount += difference;
  }

  public final long rdev() {
    return rdev;
  }

  /** For device nodes: {@link Stat#makedev}. */
  public final void setRdev(long newRdev) {
    rdev = newRdev;
  }

  public final long modifyTime() {
    return modifyTime;
  }

  /** The content changed now. */
  public final void touchModified() {
    modifyTime = superBlock.now();
    changeTime = modifyTime;
  }

  /** The attributes changed now. */
  public final void touchChanged() {
    changeTime = superBlock.now();
  }

  /** The content was read; as with relatime, only an access time not after the change moves. */
  public final void touchAccessed() {
    if (accessTime <= modifyTime || accessTime <= changeTime) {
      accessTime = superBlock.now();
    }
  }

  /** Sets what a file has from elsewhere (the host). */
  protected final void setAttributes(int newMode, int newUid, int newGid, int newLinkCount) {
    mode = newMode;
    uid = newUid;
    gid = newGid;
    linkCount = newLinkCount;
  }

  protected final void setTimestamps(long access, long modify, long change) {
    accessTime = access;
    modifyTime = modify;
    changeTime = change;
  }

  /* Attributes */

  /** {@code st_size}. */
  public long size() {
    return 0;
  }

  /** {@code st_blocks}, of 512 bytes. */
  public long blocks() {
    return 0;
  }

  public int blockSize() {
    return PAGE_SIZE;
  }

  public Stat stat() {
    return new Stat(
        superBlock.device(),
        number,
        mode,
        linkCount(),
        uid,
        gid,
        rdev,
        size(),
        blockSize(),
        blocks(),
        accessTime,
        modifyTime,
        changeTime);
  }

  /** chmod: the permission bits of {@code newMode}. */
  public void changeMode(int newMode) throws ErrnoException {
    mode = type() | (newMode & PERMISSION_BITS);
    touchChanged();
  }

  /** chown: -1 leaves an id as it is; an executable loses its set-id bits. */
  public void changeOwner(int newUid, int newGid) throws ErrnoException {
    if (newUid != -1) {
      uid = newUid;
    }
    if (newGid != -1) {
      gid = newGid;
    }
    if (!isDirectory() && (newUid != -1 || newGid != -1)) {
      dropSetIdBits();
    }
    touchChanged();
  }

  /** notify_change with ATTR_KILL_SUID and ATTR_KILL_SGID. */
  private void dropSetIdBits() {
    mode &= ~FileMode.S_ISUID;
    if ((mode & 010) != 0) {
      mode &= ~FileMode.S_ISGID;
    }
  }

  /** utimensat: nanoseconds since 1970. */
  public void changeTimes(long access, long modify) throws ErrnoException {
    accessTime = access;
    modifyTime = modify;
    touchChanged();
  }

  /** Sets the size of a regular file; files without a stored size take no notice. */
  public void truncate(long newSize) throws ErrnoException {}

  /**
   * May root do that? Root may all but execute what nobody may (fs/namei.c: generic_permission with
   * CAP_DAC_OVERRIDE).
   */
  public void permission(int mask) throws ErrnoException {
    if ((mask & MAY_EXEC) != 0 && !isDirectory() && (mode & 0111) == 0) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  /* Opening */

  /** What an open file of it can do; null for nodes that get it from {@link SpecialFiles}. */
  public @Nullable FileOperations operations() throws ErrnoException {
    return null;
  }

  /** Called when the kernel takes a file of its own out of the tree, while it may be open. */
  protected void removed() {}

  /* Symbolic links */

  /** The target of a symbolic link. */
  public String readLink() throws ErrnoException {
    throw new ErrnoException(Errno.EINVAL);
  }

  /** Where a link leads that is no text but an object (/proc/PID/fd/N); null for the others. */
  public @Nullable Path magicLink() throws ErrnoException {
    return null;
  }

  /* Directories */

  /** The child of that name, or null. */
  public @Nullable Dentry lookup(Dentry directory, String name) throws ErrnoException {
    return null;
  }

  /** The same for a call that is about to make that name: what stands in its way, or null. */
  public @Nullable Dentry lookupForCreation(Dentry directory, String name) throws ErrnoException {
    return lookup(directory, name);
  }

  /** All children in the file system's order, without "." and "..". */
  public List<DirectoryEntry> children(Dentry directory) throws ErrnoException {
    return List.of();
  }

  public Dentry create(Dentry directory, String name, int mode) throws ErrnoException {
    throw new ErrnoException(Errno.EACCES);
  }

  public void mkdir(Dentry directory, String name, int mode) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  public void mknod(Dentry directory, String name, int mode, long dev) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  public void symlink(Dentry directory, String name, String target) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  public void link(Inode target, Dentry directory, String name) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  public void unlink(Dentry directory, Dentry victim) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  public void rmdir(Dentry directory, Dentry victim) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  /** Moves {@code moved} out of this directory; {@code replaced} is what has the new name now. */
  public void rename(Dentry moved, Dentry newDirectory, String newName, @Nullable Dentry replaced)
      throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }
}
