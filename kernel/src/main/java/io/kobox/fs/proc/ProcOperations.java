package io.kobox.fs.proc;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.PollEvents;
import io.kobox.fs.PollTable;
import io.kobox.fs.Position;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Stands between an open file of /proc and its owner, so that the owner is not called any more once
 * it has removed the entry (fs/proc/inode.c: proc_reg_file_ops, close_pdeo).
 */
final class ProcOperations implements FileOperations {
  private final FileOperations owner;
  private final Set<OpenFile> openFiles = new LinkedHashSet<>();
  private boolean removed;

  ProcOperations(FileOperations owner) {
    this.owner = owner;
  }

  /** Releases all that is open, as the owner may be unloaded next. */
  void removed() {
    removed = true;
    for (OpenFile file : List.copyOf(openFiles)) {
      release(file);
    }
  }

  private void require(Errno errno) throws ErrnoException {
    if (removed) {
      throw new ErrnoException(errno);
    }
  }

  @Override
  public void open(OpenFile file) throws ErrnoException {
    require(Errno.ENOENT);
    owner.open(file);
    openFiles.add(file);
  }

  @Override
  public void release(OpenFile file) {
    if (openFiles.remove(file)) {
      owner.release(file);
    }
  }

  @Override
  public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    require(Errno.EIO);
    return owner.read(file, buffer, position);
  }

  @Override
  public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    require(Errno.EIO);
    return owner.write(file, buffer, position);
  }

  @Override
  public long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    require(Errno.EINVAL);
    return owner.llseek(file, offset, whence);
  }

  @Override
  public long ioctl(OpenFile file, int request, long argument, UserMemory memory)
      throws ErrnoException {
    require(Errno.ENOTTY);
    return owner.ioctl(file, request, argument, memory);
  }

  @Override
  public int poll(OpenFile file, PollTable table) {
    return removed ? PollEvents.DEFAULT : owner.poll(file, table);
  }
}
