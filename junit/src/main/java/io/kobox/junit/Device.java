package io.kobox.junit;

import io.kobox.syscalls.ErrnoException;
import io.kobox.syscalls.OpenFlags;

/** A device file that a module made; see {@link Module#devices}. */
public final class Device {
  private final Process process;
  private final String path;

  Device(Process process, String path) {
    this.process = process;
    this.path = path;
  }

  /** Its path, below /dev. */
  public String path() {
    return path;
  }

  /** open(2) with the flags of {@link OpenFlags}. */
  public OpenFile open(int flags) throws ErrnoException {
    return process.open(path, flags);
  }

  /** Opens it for reading and writing. */
  public OpenFile open() throws ErrnoException {
    return open(OpenFlags.O_RDWR);
  }

  @Override
  public String toString() {
    return path;
  }
}
