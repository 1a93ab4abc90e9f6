package io.kobox.fs.proc;

import io.kobox.fs.FileOperations;
import io.kobox.fs.Inode;
import io.kobox.fs.OpenFile;
import io.kobox.fs.Position;
import io.kobox.fs.Seek;
import io.kobox.fs.SuperBlock;
import io.kobox.fs.UserBuffer;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.FileMode;

/** A variable of /proc/sys (fs/proc/proc_sysctl.c). */
final class SysctlFile extends Inode {
  /** KMALLOC_MAX_SIZE. */
  private static final int LONGEST = 4 << 20;

  private final SysctlHandler handler;
  private final FileOperations operations = new Operations();
  private boolean removed;

  SysctlFile(SuperBlock superBlock, int permissions, SysctlHandler handler) {
    super(superBlock, FileMode.S_IFREG | permissions);
    this.handler = handler;
  }

  @Override
  public FileOperations operations() {
    return operations;
  }

  /** proc_sys_permission: the owner's bits hold for root too. */
  @Override
  public void permission(int mask) throws ErrnoException {
    int allowed = mode() >> 6 & 7;
    if ((mask & MAY_EXEC) != 0 || (mask & ~allowed) != 0) {
      throw new ErrnoException(Errno.EACCES);
    }
  }

  @Override
  public void changeMode(int newMode) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  @Override
  public void changeOwner(int newUid, int newGid) throws ErrnoException {
    throw new ErrnoException(Errno.EPERM);
  }

  @Override
  protected void removed() {
    removed = true;
  }

  /** proc_sys_call_handler. */
  private final class Operations implements FileOperations {
    @Override
    public int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
      check(buffer.length(), MAY_READ);
      byte[] bytes = handler.read(position, buffer.length());
      buffer.store(0, bytes, 0, bytes.length);
      return bytes.length;
    }

    @Override
    public int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
      check(buffer.length(), MAY_WRITE);
      return handler.write(position, buffer.loadAll(LONGEST));
    }

    private void check(int count, int access) throws ErrnoException {
      if (removed) {
        throw new ErrnoException(Errno.ENOENT);
      }
      permission(access);
      if (count + 1 > LONGEST) {
        throw new ErrnoException(Errno.ENOMEM);
      }
    }

    /** default_llseek. */
    @Override
    public long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
      return Seek.generic(file, offset, whence, Long.MAX_VALUE, 0);
    }
  }
}
