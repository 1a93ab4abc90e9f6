package io.kobox.junit;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;

/** A file by its path, as of /sys or /proc: each access opens and closes it. */
public final class KernelFile {
  private final Process process;
  private final String path;

  KernelFile(Process process, String path) {
    this.process = process;
    this.path = path;
  }

  /** The whole path. */
  public String path() {
    return path;
  }

  /** What is in it. */
  public String read() throws ErrnoException {
    try (OpenFile file = process.open(path, OpenFlags.O_RDONLY)) {
      return file.readAll();
    }
  }

  /** Writes with one call. */
  public void write(String text) throws ErrnoException {
    try (OpenFile file = process.open(path, OpenFlags.O_WRONLY)) {
      file.write(text);
    }
  }

  /** Whether there is such a file. */
  public boolean exists() {
    return process.exists(path);
  }
}
