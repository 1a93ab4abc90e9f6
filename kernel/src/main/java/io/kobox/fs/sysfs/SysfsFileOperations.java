package io.kobox.fs.sysfs;

import io.kobox.fs.FileOperations;
import io.kobox.fs.OpenFile;
import io.kobox.fs.PollEvents;
import io.kobox.fs.PollTable;
import io.kobox.fs.Seek;
import io.kobox.fs.UserBuffer;
import io.kobox.kernel.sched.WaitQueue;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import org.jspecify.annotations.Nullable;

/** What all files of sysfs do alike (fs/kernfs/file.c). */
abstract sealed class SysfsFileOperations implements FileOperations
    permits AttributeOperations, BinaryOperations {
  static final int PAGE_SIZE = 4096;

  private static final int ANY_READ = 0444;
  private static final int ANY_WRITE = 0222;

  private final WaitQueue.Factory waitQueues;
  private @Nullable WaitQueue pollers;
  private boolean active = true;
  private int event = 1;

  SysfsFileOperations(WaitQueue.Factory waitQueues) {
    this.waitQueues = waitQueues;
  }

  /** The kobject is gone: nothing works any more (kernfs_get_active fails). */
  final void deactivate() {
    active = false;
    notifyChange();
  }

  final void requireActive() throws ErrnoException {
    if (!active) {
      throw new ErrnoException(Errno.ENODEV);
    }
  }

  /** sysfs_notify: who polls is told that the value changed. */
  final void notifyChange() {
    event++;
    if (pollers != null) {
      pollers.wakeUp();
    }
  }

  /** What one open file has: the event it has seen last. */
  abstract static class OpenAttribute {
    private int seenEvent;
  }

  abstract OpenAttribute newOpenAttribute();

  /** Even root needs the mode's bits (KERNFS_ROOT_EXTRA_OPEN_PERM_CHECK). */
  @Override
  public final void open(OpenFile file) throws ErrnoException {
    requireActive();
    int mode = file.inode().mode();
    boolean mayRead = !file.isReadable() || (mode & ANY_READ) != 0;
    boolean mayWrite = !file.isWritable() || (mode & ANY_WRITE) != 0;
    if (!mayRead || !mayWrite) {
      throw new ErrnoException(Errno.EACCES);
    }
    OpenAttribute open = newOpenAttribute();
    open.seenEvent = event;
    file.setPrivateData(open);
  }

  /** A read or write has seen the state as it is now. */
  final void markSeen(OpenFile file) {
    if (file.privateData() instanceof OpenAttribute open) {
      open.seenEvent = event;
    }
  }

  @Override
  public final long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    return Seek.generic(file, offset, whence, Long.MAX_VALUE, file.inode().size());
  }

  /** kernfs_generic_poll. */
  @Override
  public final int poll(OpenFile file, PollTable table) {
    if (pollers == null) {
      pollers = waitQueues.create();
    }
    table.pollWait(pollers);
    boolean changed =
        !active || (file.privateData() instanceof OpenAttribute open && open.seenEvent != event);
    return PollEvents.DEFAULT | (changed ? PollEvents.POLLERR | PollEvents.POLLPRI : 0);
  }

  /** At most a page of what a write brings. */
  static byte[] page(UserBuffer buffer) throws ErrnoException {
    return buffer.loadAll(PAGE_SIZE);
  }
}
