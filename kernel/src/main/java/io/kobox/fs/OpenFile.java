package io.kobox.fs;

import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;
import org.jspecify.annotations.Nullable;

/** An open file, shared by the descriptors that dup and fork made of it (struct file). */
public final class OpenFile {
  private final Path path;
  private FileOperations operations;
  private int flags;
  private long position;
  private @Nullable Object privateData;
  private FileOwner owner = FileOwner.NONE;
  private boolean positioned = true;
  private int references;
  private boolean opened;

  /** {@code flags} as openat got them. */
  public OpenFile(Path path, FileOperations operations, int flags) {
    this.path = path;
    this.operations = operations;
    this.flags = flags;
  }

  /** Calls the operations' open method; when it fails there is nothing to release. */
  public void open() throws ErrnoException {
    operations.open(this);
    markOpened();
  }

  /** It is open without a call of the open method (alloc_file). */
  public void markOpened() {
    path.mount().hold();
    opened = true;
  }

  public Path path() {
    return path;
  }

  public Inode inode() {
    return path.inode();
  }

  public FileOperations operations() {
    return operations;
  }

  /** replace_fops: for an open method that hands over to another driver. */
  public void replaceOperations(FileOperations newOperations) {
    operations = newOperations;
  }

  public int flags() {
    return flags;
  }

  public void setFlags(int newFlags) {
    flags = newFlags;
  }

  /** Who gets SIGIO. */
  public FileOwner owner() {
    return owner;
  }

  public void setOwner(FileOwner newOwner) {
    owner = newOwner;
  }

  /** FMODE_READ: {@code (flags + 1) & 1}, so that access mode 3 can do neither. */
  public boolean isReadable() {
    return !isPathOnly() && ((flags + 1) & 1) != 0;
  }

  public boolean isWritable() {
    return !isPathOnly() && ((flags + 1) & 2) != 0;
  }

  /** Opened with O_PATH: a place, not a file. */
  public boolean isPathOnly() {
    return (flags & OpenFlags.O_PATH) != 0;
  }

  public boolean isNonBlocking() {
    return (flags & OpenFlags.O_NONBLOCK) != 0;
  }

  public boolean isAppending() {
    return (flags & OpenFlags.O_APPEND) != 0;
  }

  public long position() {
    return position;
  }

  public void setPosition(long newPosition) {
    position = newPosition;
  }

  /** nonseekable_open, stream_open: lseek, pread and pwrite fail with ESPIPE. */
  public void makeNonSeekable() {
    positioned = false;
  }

  public void checkSeekable() throws ErrnoException {
    if (!positioned) {
      throw new ErrnoException(Errno.ESPIPE);
    }
  }

  public @Nullable Object privateData() {
    return privateData;
  }

  public void setPrivateData(@Nullable Object data) {
    privateData = data;
  }

  /** A descriptor more. */
  public void hold() {
    references++;
  }

  /** A descriptor less; the last one releases the file (fput). */
  public void drop() {
    references--;
    if (references == 0 && opened) {
      opened = false;
      operations.release(this);
      path.mount().drop();
    }
  }
}
