package io.kobox.fs.debugfs;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.PollEvents;
import io.kobox.fs.PollTable;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;

/** Stands before the owner's methods as long as the file is there (full_proxy_read …). */
final class DebugfsOperations implements FileOperations {
  private final FileOperations owner;
  private boolean removed;

  DebugfsOperations(FileOperations owner) {
    this.owner = owner;
  }

  void removed() {
    removed = true;
  }

  /** debugfs_file_get. */
  private void requirePresent() throws ErrnoException {
    if (removed) {
      throw new ErrnoException(Errno.EIO);
    }
  }

  @Override
  public void open(OpenFile file) throws ErrnoException {
    if (removed) {
      throw new ErrnoException(Errno.ENOENT);
    }
    owner.open(file);
  }

  /** The owner's release is called even after the removal (full_proxy_release). */
  @Override
  public void release(OpenFile file) {
    owner.release(file);
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    requirePresent();
    return owner.read(file, buffer, position);
  }

  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    requirePresent();
    return owner.write(file, buffer, position);
  }

  @Override
  public long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    requirePresent();
    return owner.llseek(file, offset, whence);
  }

  @Override
  public long ioctl(OpenFile file, int request, long argument, UserMemory memory)
      throws ErrnoException {
    requirePresent();
    return owner.ioctl(file, request, argument, memory);
  }

  @Override
  public int poll(OpenFile file, PollTable table) {
    return removed ? PollEvents.POLLHUP : owner.poll(file, table);
  }
}
