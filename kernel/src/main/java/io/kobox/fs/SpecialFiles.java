package io.kobox.fs;

import io.kobox.syscalls.ErrnoException;

/** What opening a device node or a named pipe gives (init_special_inode). */
public interface SpecialFiles {
  /** The operations of a device or pipe; ENXIO when there is no driver. */
  FileOperations operations(Inode inode) throws ErrnoException;
}
