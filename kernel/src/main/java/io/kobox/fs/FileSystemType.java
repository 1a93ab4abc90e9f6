package io.kobox.fs;

import io.kobox.syscalls.ErrnoException;

/** A kind of file system (struct file_system_type): one line of /proc/filesystems. */
public interface FileSystemType {
  String name();

  /** Whether it needs a block device; the others are marked {@code nodev}. */
  default boolean needsDevice() {
    return false;
  }

  /**
   * The root of an instance. Kinds with one instance return the same each time.
   *
   * @param data the options, comma separated
   */
  Dentry mount(String source, String data) throws ErrnoException;
}
