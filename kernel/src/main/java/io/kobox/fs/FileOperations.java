package io.kobox.fs;

import io.kobox.mm.MappedRange;
import io.kobox.mm.MemoryMapping;
import io.kobox.syscalls.DirectoryEntry;
import io.kobox.syscalls.Errno;
import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.UserMemory;
import java.util.List;

/**
 * What an open file can do (struct file_operations). Each default gives what the kernel answers
 * when the method is missing (fs/read_write.c, fs/ioctl.c, fs/open.c).
 */
public interface FileOperations {
  /** Called when a path or device is opened; it may replace the file's operations. */
  default void open(OpenFile file) throws ErrnoException {}

  /** Called by each close; its error is close's. */
  default void flush(OpenFile file) throws ErrnoException {}

  /** Called when the last descriptor of the open file went away. */
  default void release(OpenFile file) {}

  /** FMODE_CAN_READ: whether there is a method for it; else EINVAL comes before all else. */
  default boolean canRead(OpenFile file) {
    return true;
  }

  /** FMODE_CAN_WRITE. */
  default boolean canWrite(OpenFile file) {
    return true;
  }

  /** Reads from {@code position} and moves it on; 0 is the end. */
  default int read(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    throw new ErrnoException(Errno.EINVAL);
  }

  default int write(OpenFile file, UserBuffer buffer, Position position) throws ErrnoException {
    throw new ErrnoException(Errno.EINVAL);
  }

  /** The new position; {@link OpenFile#setPosition} is the method's own work. */
  default long llseek(OpenFile file, long offset, int whence) throws ErrnoException {
    throw new ErrnoException(Errno.ESPIPE);
  }

  /** {@code argument} is a number or an address in {@code memory}, as the request means it. */
  default long ioctl(OpenFile file, int request, long argument, UserMemory memory)
      throws ErrnoException {
    throw new ErrnoException(Errno.ENOTTY);
  }

  /** Whether mmap shows the pages of what is read, without a method (generic_file_mmap). */
  default boolean isPageCached() {
    return false;
  }

  /** Maps the file to a range of a process's memory. */
  default MemoryMapping mmap(OpenFile file, MappedRange range) throws ErrnoException {
    throw new ErrnoException(Errno.ENODEV);
  }

  /** The events that hold now ({@link PollEvents}). */
  default int poll(OpenFile file, PollTable table) {
    return PollEvents.DEFAULT;
  }

  /** All entries of a directory from the file's position on. */
  default List<DirectoryEntry> iterate(OpenFile file) throws ErrnoException {
    throw new ErrnoException(Errno.ENOTDIR);
  }

  /** Whether there is a method for O_ASYNC. */
  default boolean hasFasync(OpenFile file) {
    return false;
  }

  /** O_ASYNC is to be switched, on if not 0; the method itself marks the file. */
  default void fasync(int fd, OpenFile file, int on) throws ErrnoException {}

  /** Writes what is kept of the file to its device. */
  default void fsync(OpenFile file, boolean dataOnly) throws ErrnoException {
    throw new ErrnoException(Errno.EINVAL);
  }
}
